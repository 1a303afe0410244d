using Trestle.Learners.Onnx;
using Trestle.Stages.Kernel.Projects;

namespace Trestle.Stages.ProposeCandidates.Given;

/// <summary>A model that was learned elsewhere, read and kept.</summary>
/// <param name="Name">The name that the settings give it.</param>
/// <param name="Settings">The settings.</param>
/// <param name="Inputs">The names of its inputs.</param>
/// <param name="File">Its bytes.</param>
/// <param name="Kept">The file in the store.</param>
/// <param name="Where">Its place in the configuration.</param>
public sealed record GivenFile(
    string Name, OnnxSettings Settings, IReadOnlyList<string> Inputs, byte[] File, ContentHash Kept, string Where)
{
    /// <summary>The features that it reads, in the order of its input, or those of its inputs.</summary>
    public IReadOnlyList<string> Features => Settings.Columns.Count > 0 ? Settings.Columns : Inputs;

    /// <summary>The bytes of a file of the settings; one that is not there is error TR0824.</summary>
    public static byte[] Read(Project project, string name, OnnxSettings settings)
    {
        var where = Place(project, name);
        if (!settings.Unseen)
        {
            throw new TrestleException(GivenErrors.MaybeSeen(name, where));
        }

        try
        {
            return settings.File is { } file
                ? System.IO.File.ReadAllBytes(project.PathOf(file))
                : throw new TrestleException(GivenErrors.NoFile("", where, "it is not named"));
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw new TrestleException(GivenErrors.NoFile(settings.File!, where, missing.Message), inner: missing);
        }
    }

    /// <summary>The file with what is known of its inputs; what is not an ONNX file is a <see cref="TrestleException"/>.</summary>
    public static GivenFile Of(Project project, string name, OnnxSettings settings, byte[] file, Func<byte[], ContentHash> keep) =>
        new(name, settings, OnnxFormat.InputsOf(file), file, keep(file), Place(project, name));

    private static string Place(Project project, string name) => project.Positions.Find($"propose-candidates.onnx.{name}").ToString();
}
