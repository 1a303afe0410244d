using System.Buffers.Binary;

using Trestle.Core.Errors;

namespace Trestle.Learners.Networks;

/// <summary>
/// The saved form of networks: JSON, in which the weights of each are single-precision numbers, little-endian, as Base64. Reading checks
/// everything that scoring relies on.
/// </summary>
internal static class NetworkFile
{
    private const string Format = "trestle-mlp-1";
    private const int MostNetworks = 100;
    private const int MostKnots = 1000;

    /// <summary>The bytes of a model.</summary>
    public static byte[] Write(NetworkShape shape, InputEncoding encoding, InputMoments moments, float[][] networks) =>
        ModelJson.Write(new Saved(
            Format, shape, [.. encoding.Names], encoding.Features, moments.Means, moments.Deviations, Array.ConvertAll(networks, Bytes)));

    /// <summary>Reads a saved model; a <see cref="TrestleException"/> for anything that <see cref="Write"/> did not write.</summary>
    public static NetworkModel Read(ReadOnlyMemory<byte> bytes, string learner)
    {
        var saved = ModelJson.Read<Saved>(bytes, learner);
        ModelJson.CheckFeatures(saved.Features, learner);
        if (Reason(saved) is { } reason)
        {
            throw new TrestleException(MetricErrors.BadModel(learner, reason));
        }

        var weights = saved.Networks.Select(Numbers).ToArray();
        return Array.TrueForAll(weights, own => Array.TrueForAll(own, float.IsFinite))
            ? new NetworkModel(
                saved.Shape, new InputEncoding(learner, saved.Features, saved.Encoding), new InputMoments(saved.Means, saved.Deviations),
                [weights])
            : throw new TrestleException(MetricErrors.BadModel(learner, "a weight of a network is not a number"));
    }

    private static string? Reason(Saved saved)
    {
        if (saved.Format != Format)
        {
            return $"its format is not '{Format}'";
        }

        if (!saved.Shape.IsValid)
        {
            return "the shape of its networks is not valid";
        }

        if (saved.Encoding.Length != saved.Features.Length || !Array.TrueForAll(saved.Encoding, IsEncoding))
        {
            return "the encoding of a feature is not valid";
        }

        var inputs = saved.Encoding.Sum(feature => feature.Width);
        if (saved.Means.Length != inputs || saved.Deviations.Length != inputs
            || !saved.Means.All(float.IsFinite) || !saved.Deviations.All(float.IsFinite) || saved.Deviations.Any(float.IsNegative))
        {
            return "there is not one mean and deviation per input";
        }

        var length = sizeof(float) * Network.Length(inputs, saved.Shape.Hidden, saved.Shape.Outputs);
        return saved.Networks.Length is < 1 or > MostNetworks || saved.Networks.Any(own => own is null || own.Length != length)
            ? "it has no networks of its shape"
            : null;
    }

    private static bool IsEncoding(FeatureEncoding? feature) => feature is not null
        && double.IsFinite(feature.Median) && double.IsFinite(feature.Scale) && feature.Knots.All(double.IsFinite)
        && feature.Knots.Length <= MostKnots && feature.Knots.Zip(feature.Knots.Skip(1)).All(pair => pair.First < pair.Second);

    private static byte[] Bytes(float[] numbers)
    {
        var bytes = new byte[numbers.Length * sizeof(float)];
        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), numbers[i]);
        }

        return bytes;
    }

    private static float[] Numbers(byte[] bytes)
    {
        var numbers = new float[bytes.Length / sizeof(float)];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
        }

        return numbers;
    }

    private sealed record Saved(
        string Format, NetworkShape Shape, string[] Features, FeatureEncoding[] Encoding, float[] Means, float[] Deviations,
        byte[][] Networks);
}
