namespace Trestle.Stages.ValidateData.Validation;

/// <summary>An expectation that data suggests.</summary>
/// <param name="Yaml">The entry of <c>validate-data.expectations</c>.</param>
/// <param name="Reason">Why: what was seen, and which margin is left for other data.</param>
public sealed record Suggestion(string Yaml, string Reason);
