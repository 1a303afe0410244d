using System.Buffers.Binary;

using Trestle.Serving.Requests;

namespace Trestle.Serving.Codecs;

/// <summary>
/// An Arrow IPC stream of uncompressed record batches, as <c>pyarrow.ipc.new_stream</c> writes it (Arrow columnar format 1.5, "IPC
/// streaming format"). Columns are found by name; null and NaN are "no value". Streams come from strangers, and the Arrow library trusts
/// what it reads: see docs/adr/20261129-arrow-requests.md.
/// </summary>
internal sealed class ArrowStream : IRequestCodec
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/vnd.apache.arrow.stream";

    private const uint Continuation = uint.MaxValue;
    private const int OffsetSize = 4;
    private const int MostFields = 20_000;

    /// <inheritdoc/>
    public IReadOnlyList<string> MediaTypes { get; } = [MediaType];

    /// <inheritdoc/>
    public bool BringsNumbers => true;

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> body, RequestRows rows)
    {
        try
        {
            Read(body, rows);
        }
        catch (NotSupportedException unsupported)
        {
            throw new RefusedException(ServeErrors.WrongArrowType(unsupported.Message));
        }
        catch (InvalidDataException broken)
        {
            throw new RefusedException(ServeErrors.BrokenArrow(broken.Message));
        }
        catch (Exception outside) when (outside is ArgumentOutOfRangeException or OverflowException or IndexOutOfRangeException)
        {
            throw new RefusedException(ServeErrors.BrokenArrow("it points outside of itself"));
        }
    }

    private static void Read(ReadOnlySpan<byte> stream, RequestRows rows)
    {
        const int KindField = 1, HeadField = 2, BodyField = 3;
        const byte Schema = 1, Dictionary = 2, Batch = 3;
        ArrowField[]? fields = null;
        var texts = new Dictionary<long, string?[]>();
        while (TryReadMessage(ref stream, out var message))
        {
            var body = stream[..checked((int)message.Long(BodyField))];
            stream = stream[body.Length..];
            var head = message.Table(HeadField);
            switch (message.Byte(KindField))
            {
                case Schema when fields is null:
                    fields = ReadSchema(head, rows);
                    break;
                case Dictionary when fields is not null:
                    ReadDictionary(head, body, fields, texts);
                    break;
                case Batch when fields is not null:
                    ReadBatch(new ArrowBatch(head, body), fields, texts, rows);
                    break;
                default:
                    throw new InvalidDataException("its messages are not a schema and batches");
            }
        }

        if (fields is null)
        {
            throw new InvalidDataException("it has no schema");
        }
    }

    /// <summary>Takes the metadata of the next message off a stream; false at its end.</summary>
    private static bool TryReadMessage(ref ReadOnlySpan<byte> stream, out FlatTable message)
    {
        message = default;
        if (stream.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32LittleEndian(stream) == Continuation)
        {
            stream = stream[sizeof(uint)..];
        }

        if (stream.IsEmpty)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(stream[..sizeof(int)]);
        stream = stream[sizeof(int)..];
        if (length == 0)
        {
            return false;
        }

        message = FlatTable.Root(stream[..length]);
        stream = stream[length..];
        return true;
    }

    private static ArrowField[] ReadSchema(FlatTable schema, RequestRows rows)
    {
        const int EndianField = 0, FieldsField = 1;
        if (schema.Short(EndianField) != 0)
        {
            throw new InvalidDataException("it is big-endian");
        }

        var list = schema.Vector(FieldsField, OffsetSize);
        if (list.Count > MostFields)
        {
            throw new InvalidDataException($"it has more than {MostFields} columns");
        }

        var fields = new ArrowField[list.Count];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = ArrowField.Read(list.Table(i));
            rows.AddHeader(rows.Find(fields[i].Name));
        }

        rows.EndHeader();
        return fields;
    }

    private static void ReadDictionary(FlatTable head, ReadOnlySpan<byte> body, ArrowField[] fields, Dictionary<long, string?[]> texts)
    {
        const int IdField = 0, DataField = 1, DeltaField = 2;
        var id = head.Long(IdField);
        var field = fields.FirstOrDefault(field => field.Dictionary == id && field.Type is ArrowType.Utf8 or ArrowType.LargeUtf8)
            ?? throw new NotSupportedException(fields.FirstOrDefault(field => field.Dictionary == id)?.Name ?? "");
        var batch = new ArrowBatch(head.Table(DataField), body);
        var array = batch.Next(new ArrowField(field.Name, field.Type, 0, 0));
        if (array.Length > body.Length)
        {
            throw new InvalidDataException("a dictionary is longer than its data");
        }

        var values = new string?[array.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = array.IsNull(i) ? null : array.Text(i) ?? throw new InvalidDataException("a text of a dictionary is too long");
        }

        texts[id] = head.Byte(DeltaField) != 0 && texts.TryGetValue(id, out var before) ? [.. before, .. values] : values;
    }

    private static void ReadBatch(ArrowBatch batch, ArrowField[] fields, Dictionary<long, string?[]> texts, RequestRows rows)
    {
        var first = rows.Add(batch.Rows);
        for (var i = 0; i < fields.Length; i++)
        {
            var array = batch.Next(fields[i]);
            if (rows.Header[i] >= 0)
            {
                var dictionary = fields[i].Dictionary is not { } id ? null
                    : texts.GetValueOrDefault(id) ?? throw new InvalidDataException("a dictionary is missing");
                new ArrowCells(rows, rows.Header[i], first).Put(array, dictionary);
            }
        }
    }
}
