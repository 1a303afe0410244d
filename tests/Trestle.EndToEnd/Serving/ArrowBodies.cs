using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace Trestle.EndToEnd.Serving;

/// <summary>Arrow streams as requests, and as answers.</summary>
internal static class ArrowBodies
{
    public static DoubleArray Numbers(params double[] values) => new DoubleArray.Builder().AppendRange(values).Build();

    public static StringArray Texts(params string?[] values)
    {
        var builder = new StringArray.Builder();
        foreach (var value in values)
        {
            _ = value is null ? builder.AppendNull() : builder.Append(value);
        }

        return builder.Build();
    }

    /// <summary>A stream with one batch.</summary>
    public static byte[] Of(params (string Name, IArrowArray Values)[] columns)
    {
        var schema = new Schema(columns.Select(column => new Field(column.Name, column.Values.Data.DataType, nullable: true)), null);
        using var batch = new RecordBatch(schema, columns.Select(column => column.Values), columns[0].Values.Length);
        using var stream = new MemoryStream();
        using var writer = new ArrowStreamWriter(stream, schema);
        writer.WriteRecordBatch(batch);
        writer.WriteEnd();
        return stream.ToArray();
    }

    /// <summary>The columns of a stream with one batch.</summary>
    public static IReadOnlyDictionary<string, IArrowArray> Read(byte[] stream)
    {
        using var reader = new ArrowStreamReader(stream);
        var batch = reader.ReadNextRecordBatch();
        return batch.Schema.FieldsList.Select((field, i) => (field.Name, Array: batch.Column(i)))
            .ToDictionary(column => column.Name, column => column.Array);
    }
}
