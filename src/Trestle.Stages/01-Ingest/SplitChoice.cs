using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Readings;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Typing;
using Trestle.Storage.Tables;
using Trestle.Storage.Tables.Splits;

namespace Trestle.Stages.Ingest;

/// <summary>
/// Decides how rows are split: by time or group if the configuration names one (groups so that all parts have even shares of rows and
/// classes); else evenly within the classes of a target that has classes; else by a hash of the key or the row.
/// </summary>
internal static class SplitChoice
{
    /// <summary>The split and, for a split by time, the time of each row.</summary>
    public static (SplitSpec Spec, double[]? Times) Of(UnitContext context, Import import, CancellationToken cancellation)
    {
        var (settings, parts) = (context.Read(Section.Table), context.Read(SplitSettings.Section));
        var spec = new SplitSpec
        {
            Kind = SplitKind.Hash,
            Columns = settings.Key,
            Target = settings.Target,
            TestShare = parts.Test,
            Folds = parts.Folds,
            Seed = context.Read(Section.Seed),
            NullTokens = TargetTokensOf(settings, import, cancellation),
            KeyNullTokens = settings.NullTokens ?? Contract.DefaultNullTokens,
        };
        if (settings.Time is { } time)
        {
            var times = TimeColumn.Read(settings, import, time, cancellation);
            var rolling = Rolling(context, parts, times.AreDates, time);
            return (spec with { Kind = SplitKind.Time, Columns = [time], Rolling = rolling }, times.Values);
        }

        if (settings.Group is { } group)
        {
            return (
                spec with { Kind = SplitKind.Group, Columns = [group], HasClasses = HasClasses(settings, import, cancellation) }, null);
        }

        return (spec with { Kind = HasClasses(settings, import, cancellation) ? SplitKind.Stratified : SplitKind.Hash }, null);
    }

    /// <summary>The origins of a split by time; null where nothing is said of them.</summary>
    private static RollingOrigin? Rolling(UnitContext context, SplitSettings parts, bool dates, string time)
    {
        if (parts is not { Gap: null or { Ticks: 0 }, Window: null, Horizon: null })
        {
            return dates
                ? new RollingOrigin(
                    parts.Gap?.TotalMicroseconds ?? 0, parts.Window?.TotalMicroseconds, parts.Horizon?.TotalMicroseconds)
                : throw new TrestleException(IngestErrors.NotDates(time, context.Project.Positions.Find("split").ToString()));
        }

        return null;
    }

    private static string Rolling(RollingOrigin rolling)
    {
        static string Length(double microseconds) => Format.Took(TimeSpan.FromMicroseconds(microseconds));
        return $", gap {Length(rolling.Gap)}, {(rolling.Window is { } window ? $"window {Length(window)}" : "expanding window")}"
            + $"{(rolling.Horizon is { } horizon ? $", horizon {Length(horizon)}" : "")}";
    }

    /// <summary>The split in words.</summary>
    public static string Words(SplitSpec spec) => spec.Kind switch
    {
        SplitKind.Time => $"time ({spec.Columns[0]}): the latest rows test, earlier folds train"
            + (spec.Rolling is { } rolling ? Rolling(rolling) : ""),
        SplitKind.Group => $"group ({spec.Columns[0]}), evenly in rows{(spec.HasClasses ? $" and classes of {spec.Target}" : "")}",
        SplitKind.Stratified => $"hash of the {(spec.Columns.Count > 0 ? "key" : "row")}, evenly within each class of {spec.Target}",
        _ => $"hash of the {(spec.Columns.Count > 0 ? "key" : "row")}",
    };

    /// <summary>What a person should know about the split.</summary>
    public static IReadOnlyList<string> Notes(UnitContext context, Import import, CancellationToken cancellation)
    {
        var settings = context.Read(Section.Table);
        if (settings.Time is not null || settings.Group is not { } group)
        {
            return [];
        }

        var alone = import.Table.Scan([group], null, cancellation)
            .Sum(block => Missing(block, settings.NullTokens ?? Contract.DefaultNullTokens));
        return alone == 0 ? [] : [$"{Format.Count(alone, "row")} without a value of '{group}': each is a group of its own"];
    }

    private static long Missing(RowBlock block, IReadOnlyList<string> nullTokens) => block.Schema[0].Kind == ColumnKind.Text
        ? Count(block.Texts(0), text => ValueParser.IsNull(text, nullTokens))
        : Count(block.Numbers(0), double.IsNaN);

    private static long Count<T>(ReadOnlySpan<T> values, Func<T, bool> condition)
    {
        var count = 0;
        foreach (var value in values)
        {
            count += condition(value) ? 1 : 0;
        }

        return count;
    }

    private static bool HasClasses(TableSettings settings, Import import, CancellationToken cancellation)
    {
        if (settings.Task != TaskChoice.Auto)
        {
            return settings.Task is not (TaskChoice.Regression or TaskChoice.Count);
        }

        if (import.Table.Schema[import.Table.Schema.Find(settings.Target)].Kind == ColumnKind.Number)
        {
            return import.Table.Scan([settings.Target], null, cancellation)
                .SelectMany(block => block.Numbers(0).ToArray())
                .Where(double.IsFinite)
                .Distinct()
                .Take(3)
                .Count() == 2;
        }

        var evidence = TimeColumn.Evidence(settings, import, settings.Target, cancellation);
        var type = settings.Columns.GetValueOrDefault(settings.Target)?.Type ?? ReadingJudge.Of(evidence).Type;

        // Values that hardly recur are no classes; stage 2 says so.
        return type == ColumnType.Number ? evidence.Counts.Count == 2 : 2L * evidence.Counts.Count <= evidence.Present;
    }

    private static IReadOnlyList<string> TargetTokensOf(TableSettings settings, Import import, CancellationToken cancellation) =>
        import.Table.Schema[import.Table.Schema.Find(settings.Target)].Kind == ColumnKind.Number
            ? settings.NullTokens ?? Contract.DefaultNullTokens
            : TargetTokens.Of(
                settings, TimeColumn.Evidence(import, new ColumnEvidence(settings.Target, TargetTokens.Empty), cancellation)).Tokens;
}
