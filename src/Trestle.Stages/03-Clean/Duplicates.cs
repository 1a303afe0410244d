using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.Clean;

/// <summary>Rows that repeat an earlier row: by key if there is one, in every column if the configuration asks for it.</summary>
internal sealed class Duplicates : ICleaningRule
{
    /// <inheritdoc/>
    public string Name => "duplicates";

    /// <inheritdoc/>
    public string Reason => "they repeat an earlier row";

    /// <inheritdoc/>
    public IEnumerable<long> Drop(UnitContext context, RawTable table, CancellationToken cancellation)
    {
        var settings = context.Read(Section.Table);
        if (settings.Key.Count > 0)
        {
            var repeated = context.Read(Artifact.Quarantine).RepeatedKeys
                ?? KeyRepeats.Of(
                    RawRows.Open(context, table, cancellation), settings.Key, settings.NullTokens ?? Contract.DefaultNullTokens,
                    cancellation).Rows;
            return repeated.Count == 0 || context.Read(CleanSettings.Section).Keep == KeptRow.First
                ? repeated
                : Others(context, table, settings.Key, repeated, cancellation);
        }

        return context.Read(CleanSettings.Section).DropDuplicates
            ? RawRows.Open(context, table, cancellation).Repeats(table.Columns, cancellation)
            : [];
    }

    /// <summary>The rows with a repeated key but the one that stays.</summary>
    private static IEnumerable<long> Others(
        UnitContext context, RawTable table, IReadOnlyList<string> key, IReadOnlyList<long> repeated, CancellationToken cancellation)
    {
        var rows = RawRows.Open(context, table, cancellation);
        var unusable = context.Read(Artifact.Quarantine).RowNumbers.ToHashSet();
        var compared = ComparedRow.Keys(rows, key, context.Read(Artifact.Contract), cancellation);
        var numbers = repeated.ToHashSet();
        var keys = compared.Where(row => numbers.Contains(row.Number)).Select(row => row.Block).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. compared.Where(row => keys.Contains(row.Block) && !unusable.Contains(row.Number))
                .GroupBy(row => row.Block, StringComparer.Ordinal)
                .SelectMany(group => RowGroups.Others([.. group], context.Read(CleanSettings.Section).Keep)).Order(),
        ];
    }
}
