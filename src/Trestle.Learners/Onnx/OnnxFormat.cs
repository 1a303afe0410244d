using System.Text;

using Trestle.Core.Errors;
using Trestle.Learners.Ensemble;

namespace Trestle.Learners.Onnx;

/// <summary>
/// Models of any other tool, as ONNX files (onnx.ai): they are measured, chosen and served as any model, but learned elsewhere.
/// </summary>
public sealed class OnnxFormat : IModelFormat
{
    /// <summary>The format's name.</summary>
    public const string FormatName = "onnx";

    /// <inheritdoc/>
    public string Name => FormatName;

    /// <inheritdoc/>
    public string Title => "ONNX model";

    /// <inheritdoc/>
    public IModel Load(ReadOnlyMemory<byte> saved)
    {
        var file = saved.ToArray();
        var session = OnnxRuntime.Start(file);
        if (!session.ModelMetadata.CustomMetadataMap.TryGetValue(OnnxFile.Key, out var text))
        {
            throw new TrestleException(OnnxErrors.BadFile($"its metadata have no entry '{OnnxFile.Key}', as every one in a package has"));
        }

        var header = ModelJson.Read<OnnxHeader>(Encoding.UTF8.GetBytes(text), FormatName);
        ModelJson.CheckFeatures(header.Features, FormatName);
        return header.Fault() is { } fault
            ? throw new TrestleException(MetricErrors.BadModel(FormatName, fault))
            : new OnnxModel(header, file, session);
    }

    /// <summary>Reads an ONNX file as another program has made it of training rows: their features, task and classes are its.</summary>
    public IModel Take(ReadOnlyMemory<byte> made, TrainingSet rows) => Of(
        made, new OnnxHeader(rows.Task, [.. rows.Features.Columns.Select(column => column.Name)], rows.Classes));

    /// <summary>Whether ONNX Runtime's native library is needed to score a model.</summary>
    public static bool IsNeededBy(IModel model) =>
        model is OnnxModel || (model is EnsembleModel several && several.Members.Any(member => IsNeededBy(member.Model)));

    /// <summary>The names of the inputs of an ONNX file; errors as for <see cref="Load"/>.</summary>
    public static IReadOnlyList<string> InputsOf(byte[] file)
    {
        using var session = OnnxRuntime.Start(file);
        return session.InputNames;
    }

    /// <summary>An ONNX file as a model with a header; errors as for <see cref="Load"/>.</summary>
    public static OnnxModel Of(ReadOnlyMemory<byte> made, OnnxHeader header)
    {
        var file = OnnxFile.With(made.Span, header);
        return new OnnxModel(header, file, OnnxRuntime.Start(file));
    }
}
