using System.Text.Json.Serialization;

namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>Row steps in order, each with its reason.</summary>
public sealed record StepList(IReadOnlyList<PlannedStep> Steps)
{
    /// <summary>The steps of the other tables, by name; null without any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, StepList>? Tables { get; init; }

    /// <summary>The steps without what they do to some columns, which each names by itself.</summary>
    public StepList Without(IReadOnlyCollection<string> columns) => columns.Count == 0 ? this : this with
    {
        Steps = [.. Steps.Select(planned => Without(planned, columns)).OfType<PlannedStep>()],
    };

    private static PlannedStep? Without(PlannedStep planned, IReadOnlyCollection<string> columns)
    {
        string[] left = [.. (planned.Step.Columns ?? []).Except(columns, StringComparer.Ordinal)];
        return planned.Step.Columns is null || left.Length == planned.Step.Columns.Count ? planned
            : left.Length == 0 ? null
            : planned with { Step = StepColumns.Only(planned.Step, left) };
    }
}

/// <summary>A row step, and the reason for it.</summary>
public sealed record PlannedStep(IRowStep Step, string Reason)
{
    /// <summary>Whether it adds features that are kept only where they pay.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Tried { get; init; }
}
