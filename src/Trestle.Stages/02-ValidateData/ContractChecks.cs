using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.ValidateData;

/// <summary>Checks that every table has to pass, without any configuration.</summary>
internal static class ContractChecks
{
    /// <summary>The results.</summary>
    public static IEnumerable<CheckResult> Of(
        IReadOnlyList<ColumnProfile> profiles, RawRows rows, UnitContext context, CancellationToken cancellation)
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

        var key = context.Read(Section.Table).Key;
        var sameKey = key.Count == 0 ? -1 : rows.Repeats(key, cancellation).Count;

        // Where keys differ, rows do.
        var repeats = sameKey == 0 ? 0 : rows.Repeats([.. rows.Columns.Select(column => column.Name)], cancellation).Count;
        yield return new CheckResult(
            "no-repeats", null, repeats == 0, false, "no row that repeats another in every column",
            $"{repeats} rows do; equal rows are always in the same fold");
        if (key.Count > 0)
        {
            yield return new CheckResult(
                "unique-key", string.Join(", ", key), sameKey == 0, false, "a key that identifies a row",
                $"{sameKey} rows repeat the key of an earlier row and will be dropped");
        }
    }
}
