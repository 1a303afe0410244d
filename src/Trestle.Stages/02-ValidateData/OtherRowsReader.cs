using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;
using Trestle.Stages.ValidateData.Evidence;
using Trestle.Stages.ValidateData.Expectations;
using Trestle.Storage.Tables;

namespace Trestle.Stages.ValidateData;

/// <summary>Reads of another table of the project what expectations ask for: its number of rows, the values that others refer to.</summary>
/// <param name="table">The table.</param>
/// <param name="contract">How its columns are read.</param>
internal sealed class OtherRowsReader(ParquetTable table, Contract contract)
{
    /// <summary>What some expectations ask for.</summary>
    /// <param name="rules">Those that refer to this table.</param>
    /// <param name="main">How the columns are read that refer to it.</param>
    /// <param name="cancellation">Ends the work promptly.</param>
    public OtherRows Read(IEnumerable<ForeignKey> rules, Contract main, CancellationToken cancellation)
    {
        var file = new NumberedFile(table);
        var present = file.Present(contract);
        var usable = rules.DistinctBy(rule => rule.Key)
            .Where(rule => rule.Referred.Count == rule.Columns.Count && rule.Referred.All(column => present.Find(column) is not null)
                && rule.Columns.All(column => main.Find(column) is not null))
            .ToArray();
        var typing = ContractSteps.Typing(present, file.Schema);
        var found = usable.Length == 0 ? [] : LaneScan.Run(
            RowRange.Of(table.Rows), range => file.Scan(range, cancellation),
            () => Array.ConvertAll(usable, _ => new HashSet<ulong>()),
            (lane, block) =>
            {
                var typed = typing.Apply(Infinities.Without(block));
                for (var i = 0; i < usable.Length; i++)
                {
                    Add(lane[i], Referring(usable[i], typed, main));
                }
            },
            (lane, other) =>
            {
                for (var i = 0; i < lane.Length; i++)
                {
                    lane[i].UnionWith(other[i]);
                }
            },
            table.Threads, cancellation);
        return new OtherRows(
            table.Rows,
            usable.Zip(found).ToDictionary(pair => pair.First.Key, pair => (IReadOnlySet<ulong>)pair.Second));
    }

    private static void Add(HashSet<ulong> keys, RowBlock block)
    {
        var (hashes, present) = (new ulong[block.Rows], new bool[block.Rows]);
        new RowHash(block.Schema, block.Schema.Columns.Select(column => column.Name)).Of(block, hashes, present);
        for (var row = 0; row < block.Rows; row++)
        {
            if (present[row])
            {
                keys.Add(hashes[row]);
            }
        }
    }

    /// <summary>The columns that are referred to, in the kind of those that refer to them: a number may be a text there.</summary>
    private static RowBlock Referring(ForeignKey rule, RowBlock typed, Contract main)
    {
        var columns = rule.Columns.Zip(rule.Referred, (own, other) => (
            Kind: main.Find(own)!.Type == ColumnType.Text ? ColumnKind.Text : ColumnKind.Number,
            Position: typed.Schema.Find(other))).ToArray();
        return new RowBlock(
            new RowSchema(columns.Select((column, i) => new Column($"{i}", column.Kind))), typed.Rows,
            [.. columns.Select(column => Values(typed, column.Position, column.Kind))]);
    }

    private static Array Values(RowBlock block, int position, ColumnKind kind) => (block.Schema[position].Kind, kind) switch
    {
        (ColumnKind.Number, ColumnKind.Text) => Array.ConvertAll(block.Numbers(position).ToArray(), PrintNumber.Print),
        (ColumnKind.Text, ColumnKind.Number) => Array.ConvertAll(
            block.Texts(position).ToArray(), text => ValueParser.TryNumber(text, '.', out var number) ? number : double.NaN),
        _ => block.Raw(position),
    };
}
