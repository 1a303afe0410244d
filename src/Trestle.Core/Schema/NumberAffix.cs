using System.Text.Json.Serialization;

namespace Trestle.Core.Schema;

/// <summary>
/// A text that stands before or after the numbers of a column, and what a number next to it is multiplied by: <c>$</c> by 1,
/// <c>%</c> by 0.01, <c>k</c> by 1000, <c>g</c> by 0.001 in a column of kilograms.
/// </summary>
/// <param name="Text">The text as it stands there, without white space around it; compared ordinally. Empty: a number alone.</param>
/// <param name="Factor">What the number is multiplied by; finite and not 0. A power of ten moves the decimal mark, exactly.</param>
/// <param name="Shift">What is added to the number before: -32 for °F in a column of °C.</param>
public sealed record NumberAffix(
    string Text, double Factor, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] double Shift = 0);
