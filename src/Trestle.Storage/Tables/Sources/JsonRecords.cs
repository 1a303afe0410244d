using System.Text.Json;

namespace Trestle.Storage.Tables.Sources;

/// <summary>
/// The objects of a JSON file, one after the other: one per line or in any other layout, or as the elements of a list. Anything else is
/// error TR0042 with its line.
/// </summary>
internal sealed class JsonRecords(string path) : IDisposable
{
    private const int FirstSize = 1 << 18;
    private const int LargestObject = 64 << 20;

    private static readonly JsonReaderOptions Options = new() { AllowMultipleValues = true, AllowTrailingCommas = true };

    private readonly Stream content = CompressedFile.Open(path);
    private byte[] buffer = new byte[FirstSize];
    private JsonReaderState state = new(Options);
    private int start;
    private int end;
    private bool ended;
    private bool begun;
    private long lines;
    private Range current;

    /// <summary>The number of the line on which the current object begins, from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>Whether the objects are the elements of a list.</summary>
    public bool InList { get; private set; }

    /// <summary>A reader of the current object, behind its opening brace.</summary>
    public Utf8JsonReader Current
    {
        get
        {
            var reader = new Utf8JsonReader(buffer.AsSpan(current), Options);
            reader.Read();
            return reader;
        }
    }

    /// <summary>Moves to the next object; false at the end.</summary>
    public bool Next()
    {
        while (true)
        {
            try
            {
                if (Find())
                {
                    return true;
                }

                if (ended)
                {
                    return false;
                }
            }
            catch (JsonException) when (JsonWords.Replace(buffer.AsSpan(start..end)) is { } plain)
            {
                (buffer, start, end) = (plain, 0, plain.Length);
                continue;
            }
            catch (JsonException broken) when (ended || !JsonWords.MayEndWithin(buffer.AsSpan(start..end)))
            {
                if (IsCut())
                {
                    throw Refused("the file ends within an object or a list");
                }

                Line = (broken.LineNumber ?? lines) + 1;
                throw Refused(broken.Message.Split(" LineNumber:", 2)[0]);
            }
            catch (JsonException)
            {
                // The rest of the word comes with the next bytes.
            }

            Fill();
        }
    }

    /// <summary>An error in the current object.</summary>
    public Exception Refused(string reason) => StorageErrors.Unreadable(path, $"line {Line}: {reason}").Thrown();

    public void Dispose() => content.Dispose();

    /// <summary>Whether the next object is completely in the buffer.</summary>
    private bool Find()
    {
        while (true)
        {
            var reader = new Utf8JsonReader(buffer.AsSpan(start..end), ended, state);
            if (!reader.Read())
            {
                return false;
            }

            Line = lines + buffer.AsSpan(start, (int)reader.TokenStartIndex).Count((byte)'\n') + 1;
            var from = start + (int)reader.TokenStartIndex;
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                Enter(reader);
                Advance(reader);
                continue;
            }

            if (!reader.TrySkip())
            {
                return false;
            }

            Advance(reader);
            current = from..start;
            return true;
        }
    }

    /// <summary>Goes into, or out of, a list that is the whole file; refuses everything but objects.</summary>
    private void Enter(in Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartArray && reader.CurrentDepth == 0)
        {
            InList = true;
        }
        else if (reader.TokenType != JsonTokenType.EndArray)
        {
            throw Refused(
                $"there is {(reader.TokenType == JsonTokenType.StartArray ? "a list" : "a value")} where an object with the values of a "
                    + "row is expected");
        }
    }

    /// <summary>Whether the rest is sound as far as it goes.</summary>
    private bool IsCut()
    {
        var reader = new Utf8JsonReader(buffer.AsSpan(start..end), isFinalBlock: false, state);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void Advance(in Utf8JsonReader reader)
    {
        var next = start + (int)reader.BytesConsumed;
        lines += buffer.AsSpan(start..next).Count((byte)'\n');
        state = reader.CurrentState;
        start = next;
    }

    private void Fill()
    {
        var kept = end - start;
        if (kept > LargestObject)
        {
            throw StorageErrors.RecordTooLong(path, lines + 1, LargestObject).Thrown();
        }

        var next = new byte[Math.Max(FirstSize, kept * 2)];
        buffer.AsSpan(start..end).CopyTo(next);
        (buffer, start, end) = (next, 0, kept);
        var read = content.ReadAtLeast(buffer.AsSpan(end), 1, throwOnEndOfStream: false);
        end += read;
        ended = read == 0;
        if (!begun)
        {
            // A byte order mark. Three bytes come at once from any file that has them.
            start = buffer.AsSpan(0, end).StartsWith("\uFEFF"u8) ? 3 : 0;
            begun = true;
        }
    }
}
