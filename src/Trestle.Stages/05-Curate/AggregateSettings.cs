using System.Text.RegularExpressions;

using Trestle.Core.Configuration;
using Trestle.Rows.Keyed;

namespace Trestle.Stages.Curate;

/// <summary>What is made of the rows of a key, and of which column.</summary>
public sealed partial record AggregateSettings
{
    [Setting("What is made of the rows: count, sum, mean, min, max, last or distinct.", Example = "sum")]
    public required KeyedAggregate Of { get; init; }

    [Setting("The column of the other table; count does without one.", Example = "amount")]
    public string? Column { get; init; }

    /// <summary><c>count</c>, or <c>sum(amount)</c>.</summary>
    [ShortForm]
    public static AggregateSettings FromText(string text)
    {
        var match = Form().Match(text);
        return match.Success && Enum.TryParse<KeyedAggregate>(match.Groups[1].Value, ignoreCase: true, out var what)
            ? new AggregateSettings { Of = what, Column = match.Groups[2].Success ? match.Groups[2].Value.Trim() : null }
            : throw new FormatException("count, or sum, mean, min, max, last or distinct of a column, such as sum(amount)");
    }

    [GeneratedRegex(@"\A([a-z]+)(?:\((.+)\))?\z")]
    private static partial Regex Form();
}
