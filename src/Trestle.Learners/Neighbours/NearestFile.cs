using System.Buffers.Binary;

using Trestle.Core.Errors;
using Trestle.Core.Schema;

namespace Trestle.Learners.Neighbours;

/// <summary>
/// The saved form of training rows: JSON, in which their values are single-precision numbers, little-endian, as Base64. Reading checks
/// everything that scoring relies on.
/// </summary>
internal static class NearestFile
{
    private const string Format = "trestle-nearest-1";

    /// <summary>The bytes of a model.</summary>
    public static byte[] Write(NearestHeader header, NeighbourRows rows)
    {
        var bytes = new byte[rows.Values.Length * sizeof(float)];
        for (var i = 0; i < rows.Values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), rows.Values[i]);
        }

        return ModelJson.Write(new Saved(Format, header, rows.Labels, bytes));
    }

    /// <summary>Reads a saved model; a <see cref="TrestleException"/> for anything that <see cref="Write"/> did not write.</summary>
    public static NearestModel Read(ReadOnlyMemory<byte> saved)
    {
        var file = ModelJson.Read<Saved>(saved, NearestLearner.LearnerName);
        ModelJson.CheckFeatures(file.Header.Features, NearestLearner.LearnerName);
        if (Reason(file) is { } reason)
        {
            throw new TrestleException(MetricErrors.BadModel(NearestLearner.LearnerName, reason));
        }

        var values = new float[file.Values.Length / sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(file.Values.AsSpan(i * sizeof(float)));
        }

        return Array.TrueForAll(values, value => NeighbourRows.Near(value) == value)
            ? new NearestModel(file.Header, new NeighbourRows(values, file.Labels, file.Header.Features.Length))
            : throw new TrestleException(MetricErrors.BadModel(NearestLearner.LearnerName, "a value is not a number, or too large"));
    }

    private static string? Reason(Saved saved)
    {
        var classes = saved.Header.Prior.Length;
        return saved switch
        {
            { Format: not Format } => $"its format is not '{Format}'",
            _ when !(saved.Header.Task switch
            {
                TaskKind.Regression => classes == 1,
                TaskKind.Binary => classes == 2,
                _ => classes >= 3,
            }) => "the number of outputs does not fit the task",
            _ when saved.Header.Count < 1 || saved.Header.Count > saved.Labels.Length => "it has fewer rows than neighbours",
            _ when saved.Values.Length != sizeof(float) * NeighbourRows.Length(saved.Labels.Length, saved.Header.Features.Length) =>
                "there is not one value per row and feature",
            _ when !saved.Header.Prior.All(share => classes == 1 ? double.IsFinite(share) : share is > 0 and < 1) =>
                "the share of a class is not between 0 and 1",
            _ when !saved.Labels.All(label => classes == 1
                ? double.IsFinite(label)
                : label >= 0 && label < classes && Math.Floor(label) == label) => "a label is not a class or a number",
            _ => null,
        };
    }

    private sealed record Saved(string Format, NearestHeader Header, double[] Labels, byte[] Values);
}
