using System.Globalization;

using Trestle.Core.Schema;
using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Cli.Init;

/// <summary>What is predicted: asks where two tasks are possible, and refuses a target that no model can predict.</summary>
internal static class TargetAdvice
{
    private const int FewNumbers = 10;
    private const int FewRows = 20;
    private const double MostlyDifferent = 0.5;
    private const int ManyTexts = 50;
    private const double ManyTextsShare = 0.2;
    private const double RareShare = 0.01;
    private const int RareRows = 10;
    private const int ShownRare = 5;

    /// <summary>Adds proposals for the target; throws when it cannot be one.</summary>
    public static void Give(
        Survey survey, string target, string where, List<Proposal> settings, List<string> remarks,
        SortedDictionary<string, IReadOnlyList<string>> tokens)
    {
        Refuse(survey, target, where);
        var found = survey.Target(target, where);
        if (found.Problem is { } problem)
        {
            if (survey.Data.Whole)
            {
                throw new TrestleException(problem);
            }

            remarks.Add($"in {survey.Data.Extent}, {problem.Found}");
        }

        if (found.Question is { } question)
        {
            remarks.Add(
                $"{Proposals.Quote(target)}: {Format.Plain(question)} may mean that the outcome is unknown: a run asks. List the words "
                    + $"that do as "
                    + "null-tokens of the target; [] if all of them are classes");
            var words = survey.Texts(target)!.Counts.Keys
                .Where(word => MissingWords.IsCertain(word) || ValueParser.IsNull(word, Contract.DefaultNullTokens));
            tokens[target] = [.. words.Order(StringComparer.Ordinal).Prepend("")];
        }

        remarks.AddRange(found.Notes);
        var total = Math.Max(1, found.Values.Values.Sum());
        if (found.Task == TaskKind.Binary)
        {
            var (positive, other) = (found.Classes[1], found.Classes[0]);
            settings.Add(new Proposal(
                "positive-class", ConfigurationFile.Yaml(positive),
                $"the class that metrics and thresholds are about: {Proposals.Quote(positive)} is {Share(found, positive, total)} of "
                    + $"{survey.Data.Extent}, {Proposals.Quote(other)} {Share(found, other, total)}",
                IsActive: true));
        }
        else if (found.Task == TaskKind.Multiclass && OrderedWords.Sort(found.Classes) is { } steps)
        {
            settings.Add(new Proposal(
                "task", "ordinal",
                "the classes seem to have an order (classes, below): an error by two of them then counts for more than by one"));
            settings.Add(new Proposal("classes", Proposals.List(steps), "their order, from the lowest to the highest"));
        }
        else if (found.Task == TaskKind.Regression && !found.Overflowed && found.Values.Count <= FewNumbers
            && found.Values.Keys.All(IsWhole))
        {
            var values = string.Join(", ", found.Values.Keys.OrderBy(Number));
            settings.Add(new Proposal(
                "task", "regression",
                $"the target has only {found.Values.Count} whole numbers ({values}), which are predicted as quantities; if they are "
                    + "classes, write multiclass, or ordinal where their order counts", IsActive: true));
        }
        else if (found.Task == TaskKind.Regression && !found.Overflowed
            && found.Values.Keys.All(name => Labels.IsCount(Number(name))))
        {
            settings.Add(new Proposal(
                "task", "count", "all values are whole numbers from 0 on: if they count things, predictions are then never below 0"));
        }

        Rare(found, total, remarks);
    }

    private static void Refuse(Survey survey, string target, string where)
    {
        var (column, rows) = (survey.Column(target), survey.Data.Rows);
        var present = rows - column.Missing;
        if (present < FewRows)
        {
            return;
        }

        if (column.Type == ColumnType.Date)
        {
            throw new TrestleException(InitErrors.NoTarget(
                target, "holds dates", where, "predict how long it takes instead: add a column with the number of days as the target"));
        }

        var isNumber = column.Type == ColumnType.Number;
        if (isNumber && column.Distinct >= 0.98 * present && survey.Numbers(target).All(value => value % 1 == 0)
            && (ColumnNames.IsIdentifier(target) || RowNumbers.IsNumbering(survey, column, ColumnNames.IsNumbering(target))))
        {
            throw new TrestleException(InitErrors.NoTarget(
                target, $"is a different whole number in nearly every row ({Format.Count(column.Distinct)} in "
                    + $"{Format.Count(rows, "row")}): it "
                    + "names rows", where, "name the column with the outcome: --target COLUMN"));
        }

        if (column.Type == ColumnType.Text
            && (column.Distinct >= MostlyDifferent * present || (column.Distinct > ManyTexts
                && column.Distinct > ManyTextsShare * present)))
        {
            var number = column.Reading.RunnerUp is { } runnerUp && runnerUp.StartsWith("number", StringComparison.Ordinal)
                ? $"; if it is a number, look at what is next to the digits ({Format.Plain(runnerUp)})"
                : "";
            throw new TrestleException(InitErrors.NoTarget(
                target, $"is an identifier or free text: {Format.Count(column.Distinct)} different texts in {Format.Count(rows, "row")}",
                    where,
                $"name a column with numbers or with few classes: --target COLUMN{number}"));
        }
    }

    private static void Rare(TargetFindings found, long total, List<string> remarks)
    {
        var rare = found.Task is TaskKind.Binary or TaskKind.Multiclass
            ? found.Values.Where(entry => entry.Value < RareRows
                || (entry.Value < RareShare * total && found.Classes.Count < total / RareRows))
                .OrderBy(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => $"{Proposals.Quote(entry.Key)} ({Format.Count(entry.Value, "row")})").ToArray()
            : [];
        if (rare.Length > 0)
        {
            remarks.Add(
                $"rare {(rare.Length == 1 ? "class" : "classes")} of the target: {Format.Some(rare, ShownRare)}. Every fold needs rows "
                    + $"of each class; "
                    + "a model learns little from so few");
        }
    }

    private static string Share(TargetFindings found, string name, long total) => Format.Share((double)found.Values[name] / total);

    private static bool IsWhole(string name) => Number(name) % 1 == 0;

    private static double Number(string name) => double.Parse(name, CultureInfo.InvariantCulture);
}
