namespace Trestle.Stages.ValidateData.Evidence;

/// <summary>What expectations may know besides the rows.</summary>
/// <param name="Now">The present time.</param>
public sealed record ExpectationContext(DateTimeOffset Now);
