using Trestle.Core.Configuration;

namespace Trestle.Stages.SelectFeatures;

/// <summary>A column that may tell the target, because it is known when the prediction is made.</summary>
public sealed record AcceptedLeak
{
    [Setting("The column; __row for rows as a whole.", Example = "score")]
    public required string Column { get; init; }

    [Setting("Why its values are known when the prediction is made; it goes into the model card.", Example = "known before the call")]
    public string Reason { get; init; } = "no reason is given";

    /// <summary>A column alone is short for one without a reason.</summary>
    [ShortForm]
    public static AcceptedLeak FromText(string column) => new() { Column = column };
}
