using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

using Trestle.Rows.Blocks;

namespace Trestle.Storage.Tables.Sources;

/// <summary>
/// A file of JSON objects. It is read twice: to find the columns, what their values are and which type holds all of them, and to read
/// the values. A name that an object lacks is "no value".
/// </summary>
internal sealed class JsonFile : IBlockFile
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string path;
    private readonly JsonField root;
    private readonly long objects;
    private readonly HashSet<long> aside = [];

    /// <summary>Reads the file for the first time.</summary>
    public JsonFile(string path, CancellationToken cancellation)
    {
        this.path = path;
        root = JsonField.Root();
        var inList = false;
        IReadOnlyList<RejectedLine> rejected;
        long rejectedCount;
        using (var records = new JsonRecords(path))
        {
            for (; records.Next(); objects++)
            {
                cancellation.ThrowIfCancellationRequested();
                See(objects, records);
            }

            (inList, rejected, rejectedCount) = (records.InList, records.Rejected, records.RejectedCount);
        }

        Rows = objects - aside.Count;
        if (rejectedCount > Rows)
        {
            throw StorageErrors.Unreadable(
                path,
                $"{rejectedCount} lines are not rows, and {Rows} are; line {rejected[0].Line}: {rejected[0].Reason}").Thrown();
        }

        if (Rows == 1 && !inList && root.Children.Where(field => field.HoldsRows).ToArray() is [var list])
        {
            throw SourceErrors.RowsInside(path, list.Name).Thrown();
        }

        JsonField[] fields = [.. root.Columns(0)];
        Columns = new TypedFile(path, [.. fields.Select(field => new SourceColumn(field.Name, field.Type))])
        {
            Rejected = rejected,
            RejectedCount = rejectedCount,
            Notes =
            [
                .. fields.Where(field => field.IsMixed).Select(
                    field => $"'{field.Name}' holds values of different types in {Path.GetFileName(path)}: it is read as text"),
            ],
        };
        if (Columns.Columns.Count == 0)
        {
            throw StorageErrors.EmptyFile(path).Thrown();
        }
    }

    /// <inheritdoc/>
    public TypedFile Columns { get; }

    /// <inheritdoc/>
    public long Rows { get; }

    /// <inheritdoc/>
    public IEnumerable<Array[]> Read(IReadOnlyList<ColumnKind> kinds, CancellationToken cancellation)
    {
        using var records = new JsonRecords(path);
        Array[] columns = [];
        var row = RowBlock.Size;
        for (var number = objects; records.Next(); number++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (aside.Contains(number - objects))
            {
                continue;
            }

            if (row == RowBlock.Size)
            {
                if (columns.Length > 0)
                {
                    yield return columns;
                }

                (columns, row) = ([.. kinds.Select(New)], 0);
            }

            Put(columns, row++, number, records);
        }

        if (columns.Length > 0)
        {
            yield return [.. columns.Select(column => Cut(column, row))];
        }
    }

    /// <summary>Notes what the current object holds, or sets it aside.</summary>
    private void See(long number, JsonRecords records)
    {
        var reader = records.Current;
        root.Rewind();
        try
        {
            root.See(ref reader, number, records);
        }
        catch (JsonException fault)
        {
            records.SetAside(fault);
            aside.Add(number);
        }
    }

    private static Array New(ColumnKind kind)
    {
        if (kind == ColumnKind.Text)
        {
            return new string?[RowBlock.Size];
        }

        var numbers = new double[RowBlock.Size];
        Array.Fill(numbers, double.NaN);
        return numbers;
    }

    private static Array Cut(Array column, int rows) => column is double[] numbers ? numbers[..rows] : ((string?[])column)[..rows];

    private void Put(Array[] columns, int row, long number, JsonRecords records)
    {
        var reader = records.Current;
        root.Rewind();
        PutObject(root, ref reader, columns, row, number, records);
    }

    private static void PutObject(
        JsonField field, ref Utf8JsonReader reader, Array[] columns, int row, long number, JsonRecords records)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var child = field.Child(reader, number, records);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject && !child.KeepsObjects)
            {
                PutObject(child, ref reader, columns, row, number, records);
            }
            else if (reader.TokenType != JsonTokenType.Null)
            {
                PutValue(columns[child.Column], row, ref reader, records);
            }
        }
    }

    private static void PutValue(Array column, int row, ref Utf8JsonReader reader, JsonRecords records)
    {
        if (column is double[] numbers)
        {
            numbers[row] = reader.GetDouble();
            return;
        }

        ((string?[])column)[row] = reader.TokenType switch
        {
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            JsonTokenType.String => JsonField.Text(reader, records),
            JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
            _ => Whole(ref reader),
        };
    }

    private static string Whole(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return JsonSerializer.Serialize(document.RootElement, Compact);
    }
}
