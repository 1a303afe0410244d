using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

using Trestle.Rows.Blocks;

namespace Trestle.Rows.PredictionLogs;

/// <summary>
/// Encodes records into the bytes of a segment. It writes nothing itself: the owner calls <see cref="Take"/> and writes what it gets to
/// a file. Not thread-safe.
/// </summary>
public sealed class PredictionLogEncoder(ulong host)
{
    private readonly Dictionary<RowSchema, int> schemas = new(ReferenceEqualityComparer.Instance);
    private ArrayBufferWriter<byte> buffer = new(1 << 16);
    private ArrayBufferWriter<byte> taken = new(1 << 16);

    /// <summary>The bytes that have not been taken yet.</summary>
    public ReadOnlyMemory<byte> Pending => buffer.WrittenMemory;

    /// <summary>Begins a segment: its header, with no schema known yet.</summary>
    public void BeginSegment()
    {
        schemas.Clear();
        var header = buffer.GetSpan(PredictionLogFormat.HeaderLength);
        BinaryPrimitives.WriteUInt64LittleEndian(header, PredictionLogFormat.Magic);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], host);
        buffer.Advance(PredictionLogFormat.HeaderLength);
    }

    /// <summary>Adds the answer of a version to a request; see <see cref="PredictionRecord"/>.</summary>
    /// <param name="at">When it was answered, in UTC ticks.</param>
    /// <param name="sequence">The request's number at the host.</param>
    /// <param name="version">Version of the model.</param>
    /// <param name="role">Its role.</param>
    /// <param name="microseconds">Time to the answer.</param>
    /// <param name="inputs">The answered rows.</param>
    /// <param name="scores">Their scores.</param>
    /// <param name="outputs">Outputs per row.</param>
    /// <param name="numbers">The numbers of the rows in the request; empty when they are 0, 1, 2 …</param>
    public void AddPrediction(
        long at, long sequence, int version, int role, int microseconds, RowBlock inputs, ReadOnlySpan<double> scores, int outputs,
        ReadOnlySpan<int> numbers = default)
    {
        if (!schemas.TryGetValue(inputs.Schema, out var schema))
        {
            schema = schemas.Count;
            schemas.Add(inputs.Schema, schema);
            AddSchema(inputs.Schema);
        }

        using var frame = new Frame(buffer, PredictionLogFormat.PredictionKind);
        frame.Write(at);
        frame.Write(sequence);
        frame.Write(version);
        frame.Write(role);
        frame.Write(microseconds);
        frame.Write(schema);
        frame.Write(inputs.Rows);
        frame.Write(outputs);
        for (int column = 0, end; column < inputs.Schema.Count; column = end)
        {
            for (end = column; end < inputs.Schema.Count && inputs.Schema[end].Kind == ColumnKind.Number; end++)
            {
            }

            if (end > column)
            {
                frame.WriteNumbers(inputs, column, end);
                continue;
            }

            end = column + 1;
            foreach (var text in inputs.Texts(column))
            {
                frame.Write(text);
            }
        }

        frame.Write(scores);

        // Earlier versions read on to the scores, and no further.
        foreach (var number in numbers)
        {
            frame.Write(number);
        }
    }

    /// <summary>Adds a label; see <see cref="LabelRecord"/>.</summary>
    public void AddLabel(long at, string id, string label, double number = double.NaN)
    {
        using var frame = new Frame(buffer, PredictionLogFormat.LabelKind);
        frame.Write(at);
        frame.Write(id);
        frame.Write(label);
        if (!double.IsNaN(number))
        {
            // Earlier versions read on to the text, and no further.
            frame.Write([number]);
        }
    }

    /// <summary>Adds a refusal; see <see cref="RefusalRecord"/>.</summary>
    public void AddRefusal(long at, int status, string code, string column, int rows = 1, bool request = true)
    {
        using var frame = new Frame(buffer, PredictionLogFormat.RefusalKind);
        frame.Write(at);
        frame.Write(status);
        frame.Write(code);
        frame.Write(column);
        frame.Write(rows);
        frame.Write(request ? 1 : 0);
    }

    /// <summary>Takes the pending bytes. They stay as they are until the next call, whatever is added meanwhile.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        (buffer, taken) = (taken, buffer);
        buffer.ResetWrittenCount();
        return taken.WrittenMemory;
    }

    private void AddSchema(RowSchema schema)
    {
        using var frame = new Frame(buffer, PredictionLogFormat.SchemaKind);
        frame.Write(schema.Count);
        foreach (var column in schema.Columns)
        {
            frame.Write((int)column.Kind);
            frame.Write(column.Name);
        }
    }

    /// <summary>One record: room for length and checksum is reserved first, and filled in at the end.</summary>
    private readonly ref struct Frame
    {
        private readonly ArrayBufferWriter<byte> buffer;
        private readonly int start;

        public Frame(ArrayBufferWriter<byte> buffer, byte kind)
        {
            this.buffer = buffer;
            start = buffer.WrittenCount;
            buffer.GetSpan(PredictionLogFormat.FrameLength + 1)[PredictionLogFormat.FrameLength] = kind;
            buffer.Advance(PredictionLogFormat.FrameLength + 1);
        }

        public void Write(int value)
        {
            BinaryPrimitives.WriteInt32LittleEndian(buffer.GetSpan(sizeof(int)), value);
            buffer.Advance(sizeof(int));
        }

        public void Write(long value)
        {
            BinaryPrimitives.WriteInt64LittleEndian(buffer.GetSpan(sizeof(long)), value);
            buffer.Advance(sizeof(long));
        }

        public void Write(ReadOnlySpan<double> values) => buffer.Write(MemoryMarshal.AsBytes(values));

        /// <summary>Neighbouring columns of numbers: room is made for all of them at once.</summary>
        public void WriteNumbers(RowBlock rows, int first, int end)
        {
            var length = rows.Rows * sizeof(double);
            var room = buffer.GetSpan(Math.Max(length * (end - first), 1));
            for (var column = first; column < end; column++)
            {
                var numbers = rows.Numbers(column);
                if (numbers.Length == 1)
                {
                    // Most requests have one row: a store costs less than a copy.
                    BinaryPrimitives.WriteDoubleLittleEndian(room, numbers[0]);
                }
                else
                {
                    MemoryMarshal.AsBytes(numbers).CopyTo(room);
                }

                room = room[length..];
            }

            buffer.Advance(length * (end - first));
        }

        public void Write(string? text)
        {
            if (text is null)
            {
                Write(-1);
                return;
            }

            var length = Encoding.UTF8.GetByteCount(text);
            Write(length);
            Encoding.UTF8.GetBytes(text, buffer.GetSpan(length));
            buffer.Advance(length);
        }

        public void Dispose()
        {
            // The buffer has one array from the start, owned by this object.
            var written = MemoryMarshal.AsMemory(buffer.WrittenMemory).Span[start..];
            var payload = written[PredictionLogFormat.FrameLength..];
            BinaryPrimitives.WriteInt32LittleEndian(written, payload.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(written[4..], PredictionLogFormat.Checksum(payload));
        }
    }
}
