using System.Buffers.Binary;
using System.Text;

using Trestle.Core.Errors;
using Trestle.Core.Schema;

namespace Trestle.Learners.Forests;

/// <summary>
/// The saved form of a forest: a line with its name, the length of the header (4 bytes, little-endian as all numbers), the header as JSON,
/// the values of the leaves (a count, then doubles), and the trees, level by level, in integers of 7 bits a byte: a leaf is 0, the number
/// of its value and the weight of its training rows; a split is 1 + its feature and the number of its cut. Its children come after those of
/// the splits before it, so positions need not be stored. Reading checks everything that scoring relies on.
/// </summary>
internal static class ForestFile
{
    private static ReadOnlySpan<byte> Name => "trestle-forest-1\n"u8;

    /// <summary>The model of some trees.</summary>
    public static ForestModel Model(string learner, ForestHeader header, IEnumerable<GrownTree> trees)
    {
        var values = new LeafValues(header.Outputs);
        using var body = new MemoryStream();
        using (var writer = new BinaryWriter(body, Encoding.UTF8, leaveOpen: true))
        {
            foreach (var tree in trees)
            {
                int[] places = [.. tree.Values.Chunk(header.Outputs).Select(value => values.Add(value))];
                Write(writer, tree, places);
            }
        }

        using var file = new MemoryStream();
        using (var writer = new BinaryWriter(file))
        {
            var json = ModelJson.Write(header);
            writer.Write(Name);
            writer.Write(json.Length);
            writer.Write(json);
            writer.Write(values.Count);
            foreach (var number in values.ToArray())
            {
                writer.Write(number);
            }

            writer.Flush();
            body.WriteTo(file);
        }

        return Parse(file.ToArray(), learner);
    }

    /// <summary>Reads a saved forest; a <see cref="TrestleException"/> for anything that <see cref="Model"/> did not write.</summary>
    public static ForestModel Read(ReadOnlyMemory<byte> saved, string learner) => Parse(saved.ToArray(), learner);

    /// <summary>Reads bytes, which the model keeps.</summary>
    private static ForestModel Parse(byte[] bytes, string learner)
    {
        if (!bytes.AsSpan().StartsWith(Name))
        {
            throw Bad(learner, $"it does not begin with '{ForestHeader.Version}'");
        }

        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes, writable: false));
            reader.BaseStream.Position = Name.Length;
            var header = ReadHeader(reader, learner);
            var values = ReadValues(reader, header, learner);
            var trees = new ForestReader(header, values, reason => Bad(learner, reason));
            for (var tree = 0; tree < header.Trees; tree++)
            {
                trees.Read(reader);
            }

            return reader.BaseStream.Position == bytes.Length
                ? new ForestModel(header, trees.Build(), trees.Weights(), bytes)
                : throw Bad(learner, "there is something after its last tree");
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException)
        {
            throw new TrestleException(MetricErrors.BadModel(learner, "it is cut off, or a number is invalid"), inner: e);
        }
    }

    private static void Write(BinaryWriter writer, GrownTree tree, int[] places)
    {
        foreach (var node in tree.Nodes)
        {
            if (node.Feature == GrownNode.Leaf)
            {
                writer.Write7BitEncodedInt(0);
                writer.Write7BitEncodedInt(places[node.Value]);
                writer.Write7BitEncodedInt(node.Weight);
            }
            else
            {
                writer.Write7BitEncodedInt(1 + node.Feature);
                writer.Write7BitEncodedInt(node.Value);
            }
        }
    }

    private static ForestHeader ReadHeader(BinaryReader reader, string learner)
    {
        var header = ModelJson.Read<ForestHeader>(ReadBytes(reader, reader.ReadInt32()), learner);
        ModelJson.CheckFeatures(header.Features, learner);
        return header.Reason is { } reason ? throw Bad(learner, reason) : header;
    }

    private static double[] ReadValues(BinaryReader reader, ForestHeader header, string learner)
    {
        var bytes = ReadBytes(reader, (long)reader.ReadInt32() * header.Outputs * sizeof(double));
        var numbers = new double[bytes.Length / sizeof(double)];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)));
        }

        return Array.TrueForAll(numbers, header.Task == TaskKind.Regression ? double.IsFinite : number => number is >= 0 and <= 1)
            ? numbers
            : throw Bad(learner, "the value of a leaf is not a score");
    }

    private static byte[] ReadBytes(BinaryReader reader, long length) =>
        length >= 0 && length <= reader.BaseStream.Length - reader.BaseStream.Position
            ? reader.ReadBytes((int)length)
            : throw new EndOfStreamException();

    private static TrestleException Bad(string learner, string reason) => new(MetricErrors.BadModel(learner, reason));
}
