using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.ValidateData;

/// <summary>Checks that every table has to pass, without any configuration.</summary>
internal static class ContractChecks
{
    /// <summary>The name of the check of the key.</summary>
    public const string UniqueKey = "unique-key";

    private const double MostRepeats = 0.01;
    private const int Examples = 3;
    private const int ShownLength = 40;

    /// <summary>The results.</summary>
    public static IEnumerable<CheckResult> Of(
        IReadOnlyList<ColumnProfile> profiles, RawRows rows, KeyRepeats? keys, UnitContext context, CancellationToken cancellation)
    {
        foreach (var profile in profiles.Where(profile => profile.Missing == profile.Rows))
        {
            yield return new CheckResult(
                "not-empty", profile.Name, false, false, "a column with values", "every value is missing; it will not be a feature");
        }

        foreach (var profile in profiles.Where(profile => profile.Distinct == 1 && profile.Missing == 0))
        {
            yield return new CheckResult(
                "not-constant", profile.Name, false, false, "a column that varies", "one value in every row; it will not be a feature");
        }

        // Where keys differ, rows do.
        var repeats = keys is { AllDiffer: true } ? 0 : rows.Repeats([.. rows.Columns.Select(column => column.Name)], cancellation).Count;
        yield return new CheckResult(
            "no-repeats", null, repeats == 0, false, "no row that repeats another in every column",
            $"{repeats} rows do; equal rows are always in the same fold");
        if (keys is not null)
        {
            yield return Key(keys, rows.Count, context.Read(Section.Table));
        }
    }

    /// <summary>A few rows that repeat a key are dropped; a key that repeats often does not identify a row.</summary>
    private static CheckResult Key(KeyRepeats repeats, long rows, TableSettings settings)
    {
        var (same, share) = (repeats.Rows.Count, (double)repeats.Rows.Count / rows);
        var refused = share > MostRepeats;
        var examples = same == 0 || settings.Key.Any(settings.Private.Contains) ? ""
            : ", for example " + Format.Some(
                [
                    .. repeats.Keys.Select(
                        key => $"'{Format.Cut(Format.Plain(key.Key), ShownLength)}' ({Format.Count(key.Rows + 1, "row")})"),
                ],
                Examples);
        return new CheckResult(
            UniqueKey, string.Join(", ", settings.Key), same == 0, refused,
            $"a key that identifies a row; at most {Format.Share(MostRepeats)} of the rows may repeat one",
            $"{Format.Count(same, "row")} ({Format.Share(share)}) repeat the key of an earlier row{examples}"
                + (refused || same == 0 ? "" : "; they will be dropped"));
    }
}
