using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;

namespace Trestle.Rows.PredictionLogs;

/// <summary>
/// Reads a segment of a prediction log, even while its host is still writing it. Reading ends at the first incomplete record, as left
/// by a killed host; <see cref="Tail"/> is the length of what follows.
/// </summary>
public sealed class PredictionLogSegment : IDisposable
{
    private readonly FileStream file;
    private readonly string path;
    private readonly List<RowSchema> schemas = [];
    private byte[] payload = new byte[1 << 12];

    /// <summary>Opens a segment; error TR0060 when the file is not one.</summary>
    public PredictionLogSegment(string path)
        : this(new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 18, FileOptions.SequentialScan))
    {
    }

    /// <summary>Reads a file that is open, from its beginning; it is closed along with the segment.</summary>
    public PredictionLogSegment(FileStream file)
    {
        this.file = file;
        path = file.Name;
        file.Position = 0;
        Span<byte> header = stackalloc byte[PredictionLogFormat.HeaderLength];
        var read = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (read == header.Length && BinaryPrimitives.ReadUInt64LittleEndian(header) != PredictionLogFormat.Magic)
        {
            file.Dispose();
            throw new TrestleException(RowErrors.NoPredictionLog(path));
        }

        Host = BinaryPrimitives.ReadUInt64LittleEndian(header[8..]);
        Position = read == header.Length ? read : 0;
    }

    /// <summary>The host that wrote it.</summary>
    public ulong Host { get; }

    /// <summary>Bytes that have been read as whole records, with the header.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes after the last whole record: 0 after reading a segment that ended properly.</summary>
    public long Tail => file.Length - Position;

    /// <summary>The whole records in the order in which they were written.</summary>
    public IEnumerable<PredictionLogRecord> Read(CancellationToken cancellation)
    {
        while (Position > 0 && NextPayload() is { } length)
        {
            cancellation.ThrowIfCancellationRequested();
            var record = Decode(payload.AsSpan(0, length));
            Position += PredictionLogFormat.FrameLength + length;
            if (record is not null)
            {
                yield return record;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    /// <summary>The length of the next payload, which is in the buffer then; null when it is not whole.</summary>
    private int? NextPayload()
    {
        Span<byte> frame = stackalloc byte[PredictionLogFormat.FrameLength];
        if (file.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) < frame.Length)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(frame);
        if (length is < 1 or > PredictionLogFormat.LongestPayload || length > file.Length - file.Position)
        {
            return null;
        }

        if (payload.Length < length)
        {
            payload = new byte[Math.Max(length, 2 * payload.Length)];
        }

        var bytes = payload.AsSpan(0, length);
        return file.ReadAtLeast(bytes, length, throwOnEndOfStream: false) == length
            && PredictionLogFormat.Checksum(bytes) == BinaryPrimitives.ReadUInt32LittleEndian(frame[4..])
                ? length
                : null;
    }

    private PredictionLogRecord? Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var fields = new Fields(bytes[1..]);
            switch (bytes[0])
            {
                case PredictionLogFormat.SchemaKind:
                    schemas.Add(Schema(ref fields));
                    return null;
                case PredictionLogFormat.PredictionKind:
                    return Prediction(ref fields);
                case PredictionLogFormat.LabelKind:
                    return Label(ref fields);
                case PredictionLogFormat.RefusalKind:
                    return Refusal(ref fields);
                default:
                    // A later version may write kinds that this one does not know.
                    return null;
            }
        }
        catch (Exception wrong) when (wrong is ArgumentException or OverflowException)
        {
            throw new TrestleException(RowErrors.NoPredictionLog(path), inner: wrong);
        }
    }

    private static RowSchema Schema(ref Fields fields)
    {
        var columns = new List<Column>();
        var count = fields.Int();
        for (var i = 0; i < count; i++)
        {
            var kind = (ColumnKind)fields.Int();
            columns.Add(new Column(fields.RequiredText(), kind));
        }

        return new RowSchema(columns);
    }

    private PredictionRecord Prediction(ref Fields fields)
    {
        var (at, sequence, version, role, microseconds) = (fields.Long(), fields.Long(), fields.Int(), fields.Int(), fields.Int());
        var schema = schemas[fields.Int()];
        var (rows, outputs) = (fields.Int(), fields.Int());
        var columns = new Array[schema.Count];
        for (var column = 0; column < columns.Length; column++)
        {
            columns[column] = schema[column].Kind == ColumnKind.Number ? fields.Numbers(rows) : fields.Texts(rows);
        }

        var scores = fields.Numbers(checked(rows * outputs));
        return new PredictionRecord(
            at, Host, sequence, version, role, microseconds, new RowBlock(schema, rows, columns), scores, outputs)
        {
            Numbers = fields.IsEmpty ? null : fields.Ints(rows),
        };
    }

    /// <summary>Labels sent as texts, and records of earlier versions, end with the text.</summary>
    private static LabelRecord Label(ref Fields fields)
    {
        var label = new LabelRecord(fields.Long(), fields.RequiredText(), fields.RequiredText());
        return fields.IsEmpty ? label : label with { Number = fields.Numbers(1)[0] };
    }

    /// <summary>Records of earlier versions end with the column.</summary>
    private static RefusalRecord Refusal(ref Fields fields)
    {
        var refusal = new RefusalRecord(fields.Long(), fields.Int(), fields.RequiredText(), fields.RequiredText());
        return fields.IsEmpty ? refusal : refusal with { Rows = fields.Int(), IsRequest = fields.Int() != 0 };
    }

    /// <summary>Takes one value after the other; reading past the end is an <see cref="ArgumentException"/>.</summary>
    private ref struct Fields(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> rest = bytes;

        public readonly bool IsEmpty => rest.IsEmpty;

        public int[] Ints(int count) => MemoryMarshal.Cast<byte, int>(Take(checked(count * sizeof(int)))).ToArray();

        public int Int() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

        public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

        public double[] Numbers(int count) => MemoryMarshal.Cast<byte, double>(Take(checked(count * sizeof(double)))).ToArray();

        public string?[] Texts(int count)
        {
            // Each text takes at least four bytes, so a damaged count reserves no memory.
            ArgumentOutOfRangeException.ThrowIfGreaterThan(count, rest.Length / sizeof(int));
            var texts = new string?[count];
            for (var i = 0; i < count; i++)
            {
                texts[i] = Text();
            }

            return texts;
        }

        public string RequiredText() => Text() ?? throw new ArgumentException("a text is missing");

        private string? Text() => Int() is >= 0 and var length ? Encoding.UTF8.GetString(Take(length)) : null;

        private ReadOnlySpan<byte> Take(int length)
        {
            var taken = rest[..length];
            rest = rest[length..];
            return taken;
        }
    }
}
