namespace Trestle.Learners.Relative;

/// <summary>
/// What values are learned relative to: a label, and each of some features, is replaced by its distance from a reference, in a unit. A unit
/// that is not above 0 counts as 1, a reference without a value as 0.
/// </summary>
/// <param name="Reference">The feature with the reference, such as a forecast.</param>
/// <param name="Unit">The feature with the unit, such as the usual error of a naive forecast.</param>
/// <param name="Features">Features that are values like the labels.</param>
public sealed record RelativeTo(string Reference, string Unit, IReadOnlyList<string> Features);
