using System.Buffers;
using System.Text;

namespace Trestle.Storage.Tables.Csv;

/// <summary>
/// Tells a file in Windows-1252, ISO-8859-15 or Mac OS Roman from a damaged one in UTF-8, by all of its bytes that are not UTF-8: nearly
/// all must be letters or signs where those of Western European languages stand, and characters of UTF-8 must be next to none. What could
/// as well come from DOS is not taken for Mac OS.
/// </summary>
internal sealed class EightBitText
{
    private const int Window = 1 << 20;
    private const int LongestCharacter = 4;
    private const double Nearly = 0.9;

    /// <summary>Characters that come about by chance, such as a letter before a closing quote, for each byte that is none.</summary>
    private const double Few = 0.25;

    /// <summary>Characters of UTF-8 for each byte that is none, from which on a file is surely UTF-8 with damage in it.</summary>
    private const int Many = 4;

    /// <summary>Letters in a row that hardly a Western European word has outside of ASCII; Cyrillic or Greek words have them.</summary>
    private const int LongRun = 4;

    /// <summary>Lines and blocks that frames are drawn with.</summary>
    private const char FirstBox = '\u2500';
    private const char LastBox = '\u259F';

    private readonly Guess windows = new("windows-1252");
    private readonly Guess macintosh = new("macintosh", isRare: true);
    private readonly Guess dos = new("ibm850", isRare: true);

    private long utf8;
    private long utf8Western;
    private long bad;
    private long controls;
    private long currency;

    /// <summary>
    /// The encoding of a file that is not UTF-8, null for others than these and for damage; and whether it is UTF-8 with damage in it.
    /// </summary>
    public static (string? Encoding, bool IsDamaged) Detect(string path, CancellationToken cancellation)
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
                return (evidence.Decide(), evidence.bad > 0 && evidence.utf8 >= Many * evidence.bad);
            }

            // The last byte that was used stays: it stands before the next one.
            buffer.AsSpan(used - 1, filled - used + 1).CopyTo(buffer);
            kept = filled - used + 1;
        }
    }

    private string? Decide() =>
        bad == 0 || utf8Western > bad * (1 - Nearly) || utf8 > bad * Few ? null
            : windows.IsLikely(bad) ? currency > 0 && controls == 0 ? "iso-8859-15" : windows.Encoding
            : macintosh.IsLikely(bad) && !dos.IsLikely(bad) ? macintosh.Encoding
            : null;

    /// <summary>Looks at all bytes but the first, which only stands before them, and those that may be cut; returns the end.</summary>
    private int Add(ReadOnlySpan<byte> text, bool whole)
    {
        var end = whole ? text.Length : text.Length - LongestCharacter;
        var at = 0;
        while (at < end)
        {
            var next = text[at..end].IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            if (next != 0)
            {
                EndRun();
            }

            if (next < 0)
            {
                return end;
            }

            at += next;
            if (Rune.DecodeFromUtf8(text[at..], out var character, out var length) == OperationStatus.Done)
            {
                utf8++;
                utf8Western += character.Value is < 0x250 or (>= 0x2000 and < 0x20D0) ? 1 : 0;
                EndRun();
                at += length;
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
        windows.Add(text, at);
        macintosh.Add(text, at);
        dos.Add(text, at);
    }

    private void EndRun()
    {
        windows.EndRun();
        macintosh.EndRun();
        dos.EndRun();
    }

    /// <summary>What the bytes are in an encoding of one byte a character.</summary>
    private sealed class Guess(string encoding, bool isRare = false)
    {
        private readonly string characters = Characters(encoding);
        private long plausible;
        private long foreign;
        private int run;

        public string Encoding => encoding;

        public bool IsLikely(long bad) => plausible >= bad * Nearly && foreign <= bad * (1 - Nearly);

        public void EndRun() => run = 0;

        public void Add(ReadOnlySpan<byte> text, int at)
        {
            var (before, own, after) = (Character(text, at - 1), Character(text, at), Character(text, at + 1));
            plausible += IsPlausible(before, own, after) && !(isRare && IsAmongOthers(text, at)) ? 1 : 0;
            run = char.IsLetter(own) ? run + 1 : 0;
            foreign += run >= LongRun ? 1 : 0;
        }

        /// <summary>Next to another byte beyond ASCII and to no ASCII letter, as in words of other alphabets.</summary>
        private static bool IsAmongOthers(ReadOnlySpan<byte> text, int at)
        {
            var (before, after) = (at > 0 ? text[at - 1] : (byte)0, at + 1 < text.Length ? text[at + 1] : (byte)0);
            return (before >= 0x80 || after >= 0x80) && !char.IsAsciiLetter((char)before) && !char.IsAsciiLetter((char)after);
        }

        private char Character(ReadOnlySpan<byte> text, int at) => at < 0 || at >= text.Length ? ' ' : characters[text[at]];

        private static string Characters(string encoding) =>
            TranscodedFile.Strict(encoding, "").GetString([.. Enumerable.Range(0, 256).Select(code => (byte)code)]);

        private static bool IsPlausible(char before, char own, char after)
        {
            if (char.IsControl(own) || own is >= FirstBox and <= LastBox)
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
    }
}
