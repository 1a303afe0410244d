using Trestle.Core.Schema;

namespace Trestle.Cli.Init;

/// <summary>
/// A person or thing with many rows, such as a patient: an identifier that repeats, and that other columns follow. If its rows stood in
/// both the training and the test part, the test would be too easy.
/// </summary>
internal static class GroupAdvice
{
    private const int FewestGroups = 20;
    private const int FewestEntities = 3;
    private const double MostGroups = 0.8;
    private const double Agreement = 0.99;

    /// <summary>A column that nearly always agrees within groups says something only if it differs between them.</summary>
    private const double MostAgreementByChance = 0.9;
    private const int MostCandidates = 20;
    private const int MostOthers = 200;

    /// <summary>Adds the proposal, if a column groups the rows.</summary>
    public static void Give(Survey survey, IReadOnlyCollection<string> others, List<Proposal> settings)
    {
        var best = survey.Data.Columns
            .Where(column => !others.Contains(column.Name) && CanGroup(survey, column))
            .Take(MostCandidates)
            .Select(column => (column.Name, column.Distinct, IsEntity: ColumnNames.IsEntity(column.Name),
                Followers: Followers(survey, column.Name)))
            .Where(candidate => candidate.Followers.Count > 0 || (candidate.IsEntity && AreNumbered(survey, candidate.Name)))
            .OrderByDescending(candidate => candidate.IsEntity)
            .ThenByDescending(candidate => candidate.Followers.Count)
            .ThenByDescending(candidate => candidate.Distinct)
            .FirstOrDefault();
        if (best.Name is null)
        {
            return;
        }

        var follow = best.Followers.Count == 0 ? ""
            : $", and {Format.Some([.. best.Followers.Select(Proposals.Quote)], 3)} {(best.Followers.Count == 1 ? "is" : "are")} the "
                + $"same in all of "
                + "its rows";
        settings.Add(new Proposal(
            "group", ConfigurationFile.Yaml(best.Name),
            $"{Proposals.Quote(best.Name)} has {Format.Count(best.Distinct, "value")} in {survey.Data.Extent}{follow}: rows of one "
                + $"value should "
                + "not be split between training and test"));
    }

    private static bool CanGroup(Survey survey, ColumnPreview column) =>
        column.Type is ColumnType.Text or ColumnType.Number
            && column.Distinct >= (ColumnNames.IsEntity(column.Name) ? FewestEntities : FewestGroups)
            && column.Distinct <= MostGroups * survey.Data.Rows
            && ((ColumnNames.IsIdentifier(column.Name) && !ColumnNames.IsPlace(column.Name)) || ColumnNames.IsEntity(column.Name)
                || LooksLikeCode(survey, column))
            && (column.Type == ColumnType.Text || survey.Numbers(column.Name).All(value => double.IsNaN(value) || value % 1 == 0));

    /// <summary>Whether values are numbered: an "engine" can be a kind of engine too.</summary>
    private static bool AreNumbered(Survey survey, string column) => ColumnNames.IsIdentifier(column)
        || survey.Texts(column) is not { } texts || texts.Counts.Keys.Take(1000).All(text => text.Any(char.IsDigit));

    /// <summary>Texts such as P001: letters and digits, without a space.</summary>
    private static bool LooksLikeCode(Survey survey, ColumnPreview column) => column.Type == ColumnType.Text
        && survey.Texts(column.Name)!.Counts.Keys.Take(1000).All(
            text => text.Length is > 2 and <= 40 && text.Any(char.IsDigit) && text.Any(char.IsLetter) && !text.Any(char.IsWhiteSpace));

    /// <summary>The columns that have one value in all rows of a group.</summary>
    private static List<string> Followers(Survey survey, string group)
    {
        var groups = survey.Codes(group);
        return [.. survey.Data.Columns
            .Where(column => column.Name != group && column.Distinct > 1)
            .Take(MostOthers)
            .Where(column => Follows(survey.Codes(column.Name), groups))
            .Select(column => column.Name)];
    }

    private static bool Follows(int[] values, int[] groups)
    {
        var first = new int[groups.Max() + 1];
        Array.Fill(first, -1);
        var counts = new int[values.Max() + 1];
        var (repeated, same, all) = (0, 0, 0);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] < 0 || groups[i] < 0)
            {
                continue;
            }

            all++;
            counts[values[i]]++;
            ref var known = ref first[groups[i]];
            if (known >= 0)
            {
                repeated++;
                same += known == values[i] ? 1 : 0;
            }
            else
            {
                known = values[i];
            }
        }

        return repeated > all / 5 && same >= Agreement * repeated
            && counts.Sum(count => (double)count / all * count / all) <= MostAgreementByChance;
    }
}
