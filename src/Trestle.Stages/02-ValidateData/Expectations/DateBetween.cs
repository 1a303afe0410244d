using System.ComponentModel;

using Trestle.Core.Configuration;
using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Dates lie in a range.</summary>
[Description("Dates lie in a range.")]
internal sealed record DateBetween : NumberRule
{
    [Setting("First allowed moment, in ISO 8601.", Example = "2020-01-01")]
    public string? From { get; init; }

    [Setting("Last allowed moment, in ISO 8601; a day alone counts to its end.", Example = "2029-12-31")]
    public string? Until { get; init; }

    /// <inheritdoc/>
    public override string Rule => (From, Until) switch
    {
        (null, _) => $"until {Until}",
        (_, null) => $"from {From}",
        _ => $"{From} to {Until}",
    };

    /// <inheritdoc/>
    public override IEnumerable<Problem> Mistakes(string where)
    {
        if (From is null && Until is null)
        {
            yield return Mistake("it has neither from nor until", "from, until, or both", where);
        }

        foreach (var text in new[] { From, Until }.OfType<string>().Where(text => Moment(text) is null))
        {
            yield return Mistake($"'{text}' is not a valid date", "a date in ISO 8601, such as 2024-12-31 or 2024-12-31T23:59:59", where);
        }
    }

    /// <inheritdoc/>
    protected override Func<double, bool> Test(ExpectationContext context)
    {
        const int Day = 10;
        var low = From is null ? double.NegativeInfinity : Moment(From)!.Value;
        var high = Until is null ? double.PositiveInfinity
            : Moment(Until)!.Value + (Until.Trim().Length <= Day ? MicrosecondsOfDay - 1 : 0);
        return value => value >= low && value <= high;
    }

    private const double MicrosecondsOfDay = 86_400_000_000;

    private static double? Moment(string text) => ValueParser.TryDate(text, ValueParser.IsoDateFormats, out var micros) ? micros : null;
}
