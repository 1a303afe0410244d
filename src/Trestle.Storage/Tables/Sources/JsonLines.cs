using System.Text.Json;

namespace Trestle.Storage.Tables.Sources;

/// <summary>Text with one JSON object a line. There a damaged line is one row lost, and the next line begins a row.</summary>
internal static class JsonLines
{
    private const int Looked = 100;

    /// <summary>Whether most lines of the beginning of a file are objects by themselves.</summary>
    /// <param name="head">The beginning.</param>
    /// <param name="isWhole">Whether the file ends with it; otherwise its last line is not looked at.</param>
    public static bool Are(ReadOnlySpan<byte> head, bool isWhole)
    {
        var (objects, others) = (0, 0);
        while (!head.IsEmpty && objects + others < Looked)
        {
            var length = head.IndexOf((byte)'\n');
            if (length < 0 && !isWhole)
            {
                break;
            }

            var line = head[..(length < 0 ? head.Length : length)];
            head = head[Math.Min(head.Length, line.Length + 1)..];
            if (!line.Trim(" \t\r"u8).IsEmpty)
            {
                _ = Fault(line) is null ? objects++ : others++;
            }
        }

        return objects > Math.Max(1, others);
    }

    /// <summary>Why a line is not an object, or several; null when it is.</summary>
    public static string? Fault(ReadOnlySpan<byte> line)
    {
        var text = (JsonWords.Replace(line) ?? line).TrimEnd(" \t\r"u8);
        var reader = new Utf8JsonReader(text, isFinalBlock: false, new JsonReaderState(JsonRecords.Options));
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.StartObject)
                {
                    return NotAnObject(reader.TokenType);
                }

                if (!reader.TrySkip())
                {
                    return "the line ends within an object";
                }
            }

            var rest = new Utf8JsonReader(text[(int)reader.BytesConsumed..], JsonRecords.Options);
            return rest.Read() ? NotAnObject(rest.TokenType) : null;
        }
        catch (JsonException broken)
        {
            return Plain(broken);
        }
    }

    /// <summary>What is wrong where a row should begin.</summary>
    public static string NotAnObject(JsonTokenType token) =>
        $"there is {(token == JsonTokenType.StartArray ? "a list" : "a value")} where an object with the values of a row is expected";

    /// <summary>The message of the parser without the position, which is not that in the file.</summary>
    public static string Plain(JsonException broken) => broken.Message.Split(" LineNumber:", 2)[0];
}
