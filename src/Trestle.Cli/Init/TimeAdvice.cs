using Trestle.Core.Schema;

namespace Trestle.Cli.Init;

/// <summary>Which column orders the rows, and why others do not.</summary>
/// <param name="Column">The column; null when there is none.</param>
/// <param name="Reason">Why it is proposed.</param>
/// <param name="Refused">Columns with dates that are not proposed, with the reasons.</param>
internal sealed record TimeAdvice(string? Column, string Reason, IReadOnlyList<(string Column, string Reason)> Refused)
{
    private const double NearlyAlways = 0.995;
    private const double InOrderShare = 0.98;
    private const double MuchMissing = 0.2;
    private const double MissingDifference = 0.9;
    private const int FewClasses = 20;
    private const int FewRows = 5;

    /// <summary>Looks at all columns but the target.</summary>
    /// <param name="survey">The data.</param>
    /// <param name="target">The column to predict.</param>
    /// <param name="parts">Numbers that are parts of a date, which alone order nothing.</param>
    public static TimeAdvice Of(Survey survey, string target, IReadOnlyCollection<string> parts)
    {
        string[] dates =
            [.. survey.Data.Columns.Where(column => column.Type == ColumnType.Date && column.Name != target).Select(column => column.Name)];
        var refused = new List<(string Column, string Reason)>();
        foreach (var name in dates)
        {
            if (Against(survey, target, name, dates) is { } reason)
            {
                refused.Add((name, reason));
            }
        }

        var left = dates.Except(refused.Select(pair => pair.Column)).ToArray();
        var best = left
            .OrderByDescending(name => InOrder(survey.Numbers(name)))
            .ThenBy(name => survey.Column(name).Missing > 0)
            .ThenBy(ColumnNames.IsJoining)
            .FirstOrDefault();
        if (best is not null)
        {
            var inOrder = InOrder(survey.Numbers(best)) ? "a date, in whose order the rows stand" : "a date";
            return new TimeAdvice(best, $"'{Format.Plain(best)}' holds {inOrder}", refused);
        }

        var number = dates.Length > 0 ? null : survey.Data.Columns
            .Where(column => column.Type == ColumnType.Number && column.Name != target && column.Missing == 0
                && !parts.Contains(column.Name) && IsTime(survey, column))
            .Select(column => column.Name).FirstOrDefault();
        return new TimeAdvice(number, number is null ? "" : $"'{Format.Plain(number)}' holds numbers that order the rows", refused);
    }

    /// <summary>Adds the proposal, and why other dates are not proposed.</summary>
    public void Give(List<Proposal> settings, List<string> remarks, IReadOnlyList<DateParts> parts)
    {
        if (Column is not null)
        {
            settings.Add(new Proposal(
                "time", ConfigurationFile.Yaml(Column), $"{Reason}: the past trains, the future tests, if the model is to predict the "
                    + $"future"));
        }

        foreach (var (column, reason) in Refused)
        {
            remarks.Add($"{Proposals.Quote(column)} is not proposed as 'time': {reason}");
        }

        remarks.AddRange(parts.Where(_ => Column is null).Select(part => part.Words));
    }

    private static string? Against(Survey survey, string target, string name, string[] dates)
    {
        var (column, times) = (survey.Column(name), survey.Numbers(name));
        if (ColumnNames.AgainstTime(name) is { } named)
        {
            return named;
        }

        if (FollowsTarget(survey, target, times) is { } missing)
        {
            return missing;
        }

        if (column.Distinct < 2)
        {
            return "it is the same in every row";
        }

        if (column.Missing > MuchMissing * survey.Data.Rows)
        {
            return $"it is missing in {Format.Count(column.Missing, "row")}";
        }

        var earlier = InOrder(times) ? null : dates
            .Where(other => other != name && !ColumnNames.IsJoining(other) && ColumnNames.AgainstTime(other) is null)
            .FirstOrDefault(other => IsLater(times, survey.Numbers(other)));
        return earlier is null ? null
            : $"it is never before {Proposals.Quote(earlier)} and mostly after it, so it may not be known yet when a prediction is made";
    }

    /// <summary>Whether a date is missing for some outcomes and present for others.</summary>
    private static string? FollowsTarget(Survey survey, string target, double[] times)
    {
        var codes = survey.Codes(target);
        if (codes.Max() is < 1 or >= FewClasses)
        {
            return null;
        }

        var rates = codes.Zip(times).Where(pair => pair.First >= 0).GroupBy(pair => pair.First)
            .Where(group => group.Count() >= FewRows)
            .Select(group => group.Average(pair => double.IsNaN(pair.Second) ? 1.0 : 0.0)).ToArray();
        return rates.Length > 1 && rates.Max() - rates.Min() >= MissingDifference
            ? $"it is missing or present as {Proposals.Quote(target)} says, so it is known only with the outcome; consider it under "
                + $"'ignore'"
            : null;
    }

    private static bool IsLater(double[] times, double[] others)
    {
        var pairs = times.Zip(others).Where(pair => !double.IsNaN(pair.First) && !double.IsNaN(pair.Second)).ToArray();
        return pairs.Length >= FewRows
            && pairs.Count(pair => pair.First >= pair.Second) >= NearlyAlways * pairs.Length
            && pairs.Count(pair => pair.First > pair.Second) > pairs.Length / 2;
    }

    /// <summary>Whether rows stand in ascending or descending order.</summary>
    internal static bool InOrder(double[] times)
    {
        var present = times.Where(time => !double.IsNaN(time)).ToArray();
        if (present.Length < FewRows || present[0] == present[^1])
        {
            return false;
        }

        var (up, down) = (0, 0);
        for (var i = 1; i < present.Length; i++)
        {
            up += present[i] >= present[i - 1] ? 1 : 0;
            down += present[i] <= present[i - 1] ? 1 : 0;
        }

        // Hours and weekdays mostly go up too, and start again.
        var half = present.Length / 2;
        var later = Enumerable.Range(0, half).Count(i => up >= down ? present[i + half] >= present[i] : present[i + half] <= present[i]);
        return Math.Max(up, down) >= InOrderShare * (present.Length - 1) && later >= InOrderShare * half;
    }

    /// <summary>Whether numbers are moments since 1970, or named like a time and in order.</summary>
    private static bool IsTime(Survey survey, ColumnPreview column)
    {
        if (!ColumnNames.IsTime(column.Name))
        {
            return false;
        }

        var values = survey.Numbers(column.Name);
        return InOrder(values) || values.All(value => value is (> 3e8 and < 5e9) or (> 3e11 and < 5e12) or (> 3e14 and < 5e15));
    }
}
