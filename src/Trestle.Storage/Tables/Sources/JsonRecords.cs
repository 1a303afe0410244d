using System.Text.Json;

namespace Trestle.Storage.Tables.Sources;

/// <summary>
/// The objects of a JSON file, one after the other: one per line or in any other layout, or as the elements of a list. Where most lines
/// are objects, one that is not is set aside; in other layouts, where nobody can tell what is lost with it, it is error TR0042.
/// </summary>
internal sealed class JsonRecords(string path) : IDisposable
{
    private const int FirstSize = 1 << 18;
    private const int LargestObject = 64 << 20;

    /// <summary>What JSON is taken here.</summary>
    internal static readonly JsonReaderOptions Options = new() { AllowMultipleValues = true, AllowTrailingCommas = true };

    private readonly List<RejectedLine> rejected = [];
    private readonly Stream content = CompressedFile.Open(path);
    private byte[] buffer = new byte[FirstSize];
    private JsonReaderState state = new(Options);
    private int start;
    private int end;
    private bool ended;
    private bool begun;
    private bool inLines;
    private bool searched;
    private long lines;
    private Range current;

    /// <summary>The number of the line on which the current object begins, from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>Whether the objects are the elements of a list.</summary>
    public bool InList { get; private set; }

    /// <summary>The first <see cref="Import.RejectedKept"/> lines that were set aside.</summary>
    public IReadOnlyList<RejectedLine> Rejected => rejected;

    /// <summary>The number of lines that were set aside.</summary>
    public long RejectedCount { get; private set; }

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
            catch (JsonException broken)
            {
                if (ReplaceWords() || (!EndsWithinWord() && SetLineAside(broken)))
                {
                    continue;
                }
            }

            Fill();
        }
    }

    /// <summary>An error in the current object: of the file, or of its line alone, which can be set aside.</summary>
    public Exception Refused(string reason) =>
        inLines ? new JsonException(reason) : StorageErrors.Unreadable(path, $"line {Line}: {reason}").Thrown();

    /// <summary>Sets the current object aside.</summary>
    /// <param name="fault">What <see cref="Refused"/> said of it.</param>
    public void SetAside(JsonException fault) => Reject(buffer.AsSpan(current), fault.Message);

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

            if (!reader.TrySkip() || (inLines && !EndsWell(buffer.AsSpan((start + (int)reader.BytesConsumed)..end))))
            {
                return false;
            }

            Advance(reader);
            current = from..start;
            return true;
        }
    }

    /// <summary>Whether nothing but another object is on the line behind an object; false when that is not read yet.</summary>
    private bool EndsWell(ReadOnlySpan<byte> behind)
    {
        var next = behind.IndexOfAnyExcept(" \t\r"u8);
        return next < 0 ? ended : behind[next] is (byte)'\n' or (byte)'{' ? true : throw new JsonException();
    }

    /// <summary>Goes into, or out of, a list that is the whole file; refuses everything but objects.</summary>
    private void Enter(in Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartArray && reader.CurrentDepth == 0 && !inLines)
        {
            InList = true;
        }
        else if (reader.TokenType != JsonTokenType.EndArray)
        {
            throw Refused(JsonLines.NotAnObject(reader.TokenType));
        }
    }

    /// <summary>Replaces words that JSON does not have in what is read; false when there are none.</summary>
    private bool ReplaceWords()
    {
        if (searched || JsonWords.Replace(buffer.AsSpan(start..end)) is not { } plain)
        {
            searched = true;
            return false;
        }

        (buffer, start, end, searched) = (plain, 0, plain.Length, true);
        return true;
    }

    /// <summary>Whether the rest of a word may come with the next bytes.</summary>
    private bool EndsWithinWord() => !ended && JsonWords.MayEndWithin(buffer.AsSpan(start..end));

    /// <summary>
    /// Sets the line aside on which what cannot be read begins, and goes to the next; false when its end is not read yet. In other
    /// layouts it is an error.
    /// </summary>
    private bool SetLineAside(JsonException broken)
    {
        if (!inLines)
        {
            var isCut = IsCut();
            Line = isCut ? Line : (broken.LineNumber ?? lines) + 1;
            throw Refused(isCut ? "the file ends within an object or a list" : JsonLines.Plain(broken));
        }

        var rest = buffer.AsSpan(start..end);
        var from = Math.Max(0, rest.IndexOfAnyExcept(" \t\r\n"u8));
        var length = rest[from..].IndexOf((byte)'\n');
        if (length < 0 && !ended)
        {
            return false;
        }

        lines += rest[..from].Count((byte)'\n');
        Line = lines + 1;
        var line = rest.Slice(from, length < 0 ? rest.Length - from : length);
        Reject(line, JsonLines.Fault(line) ?? "the line is within an object that does not end");
        start = Math.Min(end, start + from + line.Length + 1);
        lines++;
        state = new JsonReaderState(Options);
        return true;
    }

    private void Reject(ReadOnlySpan<byte> text, string reason)
    {
        if (RejectedCount++ < Import.RejectedKept)
        {
            rejected.Add(RejectedLine.Of(path, Line, reason, text));
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
        var read = content.ReadAtLeast(buffer.AsSpan(end), begun ? 1 : buffer.Length, throwOnEndOfStream: false);
        end += read;
        (ended, searched) = (read == 0, false);
        if (!begun)
        {
            start = buffer.AsSpan(0, end).StartsWith("\uFEFF"u8) ? 3 : 0;
            inLines = JsonLines.Are(buffer.AsSpan(start..end), isWhole: end < buffer.Length);
            begun = true;
        }
    }
}
