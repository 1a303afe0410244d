namespace Trestle.Cli.Init;

/// <summary>A setting that the data speaks for.</summary>
/// <param name="Setting">The key of the setting.</param>
/// <param name="Value">Its value, in YAML.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="IsActive">Whether the line takes effect; otherwise it is commented out.</param>
internal sealed record Proposal(string Setting, string Value, string Reason, bool IsActive = false);

/// <summary>What the data of a new project speaks for and against.</summary>
/// <param name="Settings">Proposed settings, each at most once.</param>
/// <param name="Remarks">What else a person should know: what is not proposed and why, what looks odd.</param>
internal sealed record Proposals(IReadOnlyList<Proposal> Settings, IReadOnlyList<string> Remarks)
{
    /// <summary>All that is found.</summary>
    /// <param name="survey">The data.</param>
    /// <param name="target">The column to predict.</param>
    /// <param name="where">Where the target is named.</param>
    public static Proposals Of(Survey survey, string target, string where)
    {
        var (settings, remarks) = (new List<Proposal>(), new List<string>());
        var tokens = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        TargetAdvice.Give(survey, target, where, settings, remarks, tokens);
        var parts = DateParts.Of(survey, target);
        string[] partial = [.. parts.SelectMany(part => part.Columns)];
        var time = TimeAdvice.Of(survey, target, partial);
        var numbers = RowNumbers.Of(survey, target);
        var key = KeyAdvice.Of(survey, target, [.. numbers.Ignored, .. partial]);
        time.Give(settings, remarks, parts);
        ForecastAdvice.Give(survey, target, time.Column, settings);
        key.Give(survey, settings, remarks);
        GroupAdvice.Give(survey, [target, .. numbers.Ignored, .. key.Columns, .. partial], settings);
        numbers.Give(settings);
        Sentinels.Give(survey, target, settings, remarks, tokens);
        FormAdvice.Give(survey, target, settings);
        if (tokens.Count > 0)
        {
            settings.Add(new Proposal(
                "columns",
                "{" + string.Join(", ", tokens.Select(pair => $"{ConfigurationFile.Yaml(pair.Key)}: {{null-tokens: "
                    + $"{List(pair.Value)}}}")) + "}",
                "these texts may mean 'no value'; see the remarks"));
        }

        return new Proposals(settings, remarks);
    }

    /// <summary>A list in YAML, in one line.</summary>
    public static string List(IEnumerable<string> items) => $"[{string.Join(", ", items.Select(ConfigurationFile.Yaml))}]";

    /// <summary>A name or value from the data, between quotes and safe to show.</summary>
    public static string Quote(string text) => $"'{Format.Cut(Format.Plain(text), 40)}'";
}
