using System.Text.Json;

namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>Steps for some of their columns.</summary>
internal static class StepColumns
{
    /// <summary>The same step with the same settings for other columns.</summary>
    public static IRowStep Only(IRowStep step, IReadOnlyList<string> columns)
    {
        var settings = JsonSerializer.SerializeToNode(step, step.GetType(), Documents.Compact)!.AsObject();
        settings["columns"] = JsonSerializer.SerializeToNode(columns, Documents.Compact);
        return (IRowStep)settings.Deserialize(step.GetType(), Documents.Compact)!;
    }
}
