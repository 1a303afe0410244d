using System.Text;

using Trestle.Core.Errors;

namespace Trestle.Core.Configuration;

/// <summary>Reads a file into a text that is safe to pass to the parser.</summary>
internal static class ConfigurationText
{
    /// <summary>Largest configuration file, in bytes.</summary>
    public const int MaxBytes = 1_000_000;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes of a file; reads no more than the limit, so that an endless device does no harm.</summary>
    public static byte[] Load(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            var buffer = new byte[MaxBytes + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return buffer[..length];
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TrestleException(ConfigurationErrors.Unreadable(file, "there is no such file"), inner: exception);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var reason = Directory.Exists(file) ? "it is a folder" : exception.Message;
            throw new TrestleException(ConfigurationErrors.Unreadable(file, reason), inner: exception);
        }
    }

    /// <summary>The text of a file's bytes.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, string file)
    {
        if (bytes.Length > MaxBytes)
        {
            throw new TrestleException(ConfigurationErrors.TooLarge(file, MaxBytes));
        }

        try
        {
            return Strict.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes);
        }
        catch (DecoderFallbackException exception)
        {
            var before = Encoding.UTF8.GetString(bytes[..exception.Index]);
            var line = before.Count(c => c == '\n') + 1;
            var at = new SourcePosition(file, line, before.Length - before.LastIndexOf('\n'));
            throw new TrestleException(ConfigurationErrors.NotText(at, "the file has bytes that are not UTF-8"), inner: exception);
        }
    }

    /// <summary>Records what no line may contain: control characters, invisible line breaks, and tabs as indentation.</summary>
    public static void Check(string text, Mistakes mistakes)
    {
        var (line, start, tab, indentation) = (1, 0, -1, true);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\n' || (c == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
            {
                (line, start, tab, indentation) = (line + 1, i + 1, -1, true);
            }
            else if (c == '\t')
            {
                tab = indentation && tab < 0 ? i : tab;
            }
            else if (c is not (' ' or '\r'))
            {
                if (indentation && tab >= 0)
                {
                    var at = mistakes.At(line, tab - start + 1);
                    mistakes.Add(at, ConfigurationErrors.Tab(at));
                }

                indentation = false;
                if (char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF')
                {
                    var at = mistakes.At(line, i - start + 1);
                    mistakes.Add(at, ConfigurationErrors.NotText(at, $"there is a control character (U+{(int)c:X4})"));
                }
            }
        }
    }
}
