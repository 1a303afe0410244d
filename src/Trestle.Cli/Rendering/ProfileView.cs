using Trestle.Cli.Output;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Lifecycle.Profiles;

namespace Trestle.Cli.Rendering;

/// <summary>A profile of a table, for the terminal.</summary>
internal static class ProfileView
{
    private const int ShownFigures = 10;
    private const int ShownKeys = 10;
    private const int ShownAssociations = 12;
    private const double Notable = 0.5;

    /// <summary>The parts of the page.</summary>
    public static IEnumerable<IRenderable> Of(TableProfile profile)
    {
        yield return Page.Line(
            $"{profile.Name}: {Format.Count(profile.Rows, "row")} × {Format.Count(profile.Columns.Count, "column")}"
                + (profile.RepeatedRows > 0 ? $", {Format.Count(profile.RepeatedRows)} of them repeat another" : ""),
            Styles.Strong);
        yield return Page.Gap();
        yield return Columns(profile);
        foreach (var part in Remarks(profile).Concat(Keys(profile)).Concat(Dependencies(profile)).Concat(Target(profile))
            .Concat(Associations(profile)))
        {
            yield return part;
        }

        foreach (var note in profile.Notes)
        {
            yield return Page.Line($"note: {note}", Styles.Quiet);
        }
    }

    private static Table Columns(TableProfile profile)
    {
        var table = Page.Table("column", "values", ">missing", ">different", "figures");
        foreach (var column in profile.Columns)
        {
            table.Row(
                column.Name, column.Meaning + (column.Private ? " (private)" : ""),
                column.Missing == 0 ? new Cell("", Styles.Quiet) : Format.Share(column.MissingShare),
                (column.DistinctIsExact ? "" : "~") + Format.Count(column.Distinct),
                new Cell(ProfileWords.Figures(column).FirstOrDefault() ?? "", Styles.Quiet));
        }

        return table;
    }

    private static IEnumerable<IRenderable> Remarks(TableProfile profile)
    {
        var remarks = profile.Columns.SelectMany(column => ProfileWords.Remarks(column).Select(remark => $"{column.Name}: {remark}"))
            .Concat(profile.Columns.Where(column => column.Personal != PersonalData.None && !column.Private).Select(
                column => $"{column.Name}: looks like personal data ({ProfileWords.Of(column.Personal)}) and is not private"))
            .ToArray();
        return Section("Columns to look at", remarks);
    }

    private static IEnumerable<IRenderable> Keys(TableProfile profile) => Section("Keys", profile.Keys.Take(ShownKeys).Select(key =>
        $"{string.Join(" + ", key.Columns)}: " + (key.IsKey ? "different in every row"
            : $"nearly; {Format.Count(key.Repeats, "row")} repeat another, {Format.Count(key.Missing)} without a value")));

    private static IEnumerable<IRenderable> Dependencies(TableProfile profile) => Section(
        "Dependencies", profile.Dependencies.GroupBy(found => found.From).Select(group => $"{group.Key} decides "
            + string.Join(", ", group.Select(Decided))));

    private static string Decided(FoundDependency found) => found.Violations == 0 ? found.To
        : $"{found.To} ({Format.Count(found.Violations, "violation")} in {Format.Count(found.Rows, "row")})";

    private static IEnumerable<IRenderable> Target(TableProfile profile)
    {
        if (profile.Target is not { } target)
        {
            yield break;
        }

        foreach (var part in Section($"Columns that may give '{target.Column}' away", target.Suspects.Select(found => found.Found)))
        {
            yield return part;
        }

        yield return Page.Heading($"How well columns tell '{target.Column}' alone ({target.Measure} out of fold)");
        var table = Page.Table("", ">");
        foreach (var column in profile.Columns.Where(column => column.TargetFigure is not null)
            .OrderByDescending(column => column.TargetFigure).Take(ShownFigures))
        {
            table.Row(column.Name, Format.Figure(column.TargetFigure!.Value));
        }

        yield return table;
    }

    private static IEnumerable<IRenderable> Associations(TableProfile profile) => Section(
        "Associations", profile.Associations.Where(pair => pair.Strength >= Notable).Take(ShownAssociations).Select(pair =>
            $"{pair.First} and {pair.Second}: {ProfileWords.Of(pair)} {Format.Figure(pair.Value)}"
                + (pair.Rank is { } rank ? $", by rank {Format.Figure(rank)}" : "")));

    private static IEnumerable<IRenderable> Section(string title, IEnumerable<string> lines)
    {
        string[] all = [.. lines];
        return all.Length == 0 ? [] : [Page.Heading(title), .. all.Select(line => Page.Item(line))];
    }
}
