using Microsoft.ML.OnnxRuntime;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;

namespace Trestle.Learners.Onnx;

/// <summary>
/// A model in an ONNX file, computed by ONNX Runtime. Rows go in one at a time: in a batch, sums of 32-bit numbers are taken in another
/// order, and a row's score would depend on the rows around it.
/// </summary>
public sealed class OnnxModel : IModel
{
    private readonly OnnxHeader header;
    private readonly byte[] file;
    private readonly InferenceSession session;
    private readonly OnnxInputs inputs;
    private readonly OnnxOutput output;

    internal OnnxModel(OnnxHeader header, byte[] file, InferenceSession session)
    {
        (this.header, this.file, this.session) = (header, file, session);
        inputs = new OnnxInputs(header, session.InputMetadata);
        output = new OnnxOutput(header, session.OutputMetadata);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => header.Features;

    /// <inheritdoc/>
    public int Outputs => header.Outputs;

    /// <summary>
    /// Scores the rows; a <see cref="TrestleException"/> where the model fails on one (TR2422), or answers with what is no score (TR2423,
    /// TR2424).
    /// </summary>
    public void Score(RowBlock features, Span<double> scores)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Schema.Count, Features.Count, nameof(features));
        if (features.Rows == 0)
        {
            return;
        }

        using var room = inputs.Rent();
        using var options = new RunOptions();
        var row = new double[Features.Count];
        for (var at = 0; at < features.Rows; at++)
        {
            for (var feature = 0; feature < row.Length; feature++)
            {
                row[feature] = features.Numbers(feature)[at];
            }

            room.Put(row);
            Score(room, options, scores.Slice(at * Outputs, Outputs));
        }
    }

    /// <inheritdoc/>
    public IModel AtRounds(int rounds) => this;

    /// <summary>All 0: what a graph of operators makes of each feature is not known.</summary>
    public IReadOnlyList<double> Importance() => new double[Features.Count];

    /// <inheritdoc/>
    public byte[] Save() => file;

    private void Score(OnnxInputs.Room room, RunOptions options, Span<double> scores)
    {
        try
        {
            using var answers = session.Run(options, inputs.Names, room.Values, [output.Name]);
            output.Read(answers[0], scores);
        }
        catch (OnnxRuntimeException failed)
        {
            throw new TrestleException(OnnxErrors.Failed(OnnxRuntime.Reason(failed)), inner: failed);
        }
    }
}
