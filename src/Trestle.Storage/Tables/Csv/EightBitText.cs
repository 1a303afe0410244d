using System.Buffers;
using System.Text;

namespace Trestle.Storage.Tables.Csv;

/// <summary>
/// Tells a file in Windows-1252 or ISO-8859-15 from a damaged one in UTF-8, by all of its bytes that are not UTF-8: nearly all must be
/// letters or signs where those of Western European languages stand, and characters of UTF-8 must be next to none.
/// </summary>
internal sealed class EightBitText
{
    private const int Window = 1 << 20;
    private const int LongestCharacter = 4;
    private const double Nearly = 0.9;

    /// <summary>Characters that come about by chance, such as a letter before a closing quote, for each byte that is none.</summary>
    private const double Few = 0.25;

    /// <summary>Letters in a row that hardly a Western European word has outside of ASCII; Cyrillic or Greek words have them.</summary>
    private const int LongRun = 4;

    private static readonly Encoding Western = TranscodedFile.Strict("windows-1252", "");

    private long utf8;
    private long utf8Western;
    private long bad;
    private long plausible;
    private long foreign;
    private long controls;
    private long currency;
    private int run;

    /// <summary>The encoding of a file that is not UTF-8: windows-1252 or iso-8859-15; null when it is neither, or damaged.</summary>
    public static string? Detect(string path, CancellationToken cancellation)
    {
        var evidence = new EightBitText();
        var buffer = new byte[Window];
        using var stream = TranscodedFile.Plain(path);
        for (var kept = 0; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            var filled = kept + stream.ReadAtLeast(buffer.AsSpan(kept), buffer.Length - kept, throwOnEndOfStream: false);
            var whole = filled < buffer.Length;
            var used = evidence.Add(buffer.AsSpan(0, filled), whole);
            if (whole)
            {
                return evidence.Decide();
            }

            // The last byte that was used stays: it stands before the next one.
            buffer.AsSpan(used - 1, filled - used + 1).CopyTo(buffer);
            kept = filled - used + 1;
        }
    }

    private string? Decide() =>
        bad == 0 || utf8Western > bad * (1 - Nearly) || utf8 > bad * Few || plausible < bad * Nearly || foreign > bad * (1 - Nearly) ? null
            : currency > 0 && controls == 0 ? "iso-8859-15"
            : "windows-1252";

    /// <summary>Looks at all bytes but the first, which only stands before them, and those that may be cut; returns the end.</summary>
    private int Add(ReadOnlySpan<byte> text, bool whole)
    {
        var end = whole ? text.Length : text.Length - LongestCharacter;
        var at = 0;
        while (at < end)
        {
            var next = text[at..end].IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            run = next == 0 ? run : 0;
            if (next < 0)
            {
                return end;
            }

            at += next;
            if (Rune.DecodeFromUtf8(text[at..], out var character, out var length) == OperationStatus.Done)
            {
                utf8++;
                utf8Western += character.Value is < 0x250 or (>= 0x2000 and < 0x20D0) ? 1 : 0;
                (run, at) = (0, at + length);
            }
            else
            {
                AddBad(text, at);
                at++;
            }
        }

        return at;
    }

    private void AddBad(ReadOnlySpan<byte> text, int at)
    {
        bad++;
        controls += text[at] < 0xA0 ? 1 : 0;
        currency += text[at] == 0xA4 ? 1 : 0;
        var (before, own, after) = (Character(text, at - 1), Character(text, at), Character(text, at + 1));
        plausible += IsPlausible(before, own, after) ? 1 : 0;
        run = char.IsLetter(own) ? run + 1 : 0;
        foreign += run >= LongRun ? 1 : 0;
    }

    private static bool IsPlausible(char before, char own, char after)
    {
        if (char.IsControl(own))
        {
            return false;
        }

        if (!char.IsLetter(own))
        {
            return own is '’' or '‘' or '–' or '—' or '·' or '\u00AD' or '\u00A0' or '…' or '®' or '™' or '´'
                || !(char.IsLetter(before) && char.IsLetter(after));
        }

        return !(char.IsUpper(own) && char.IsLower(before)) && (char.IsLetter(before) || char.IsLetter(after)
            || !(char.IsAsciiDigit(before) || char.IsAsciiDigit(after)));
    }

    private static char Character(ReadOnlySpan<byte> text, int at) =>
        at < 0 || at >= text.Length ? ' ' : Western.GetString(text.Slice(at, 1))[0];
}
