using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;
using Trestle.Stages.ValidateData;
using Trestle.Storage.Tables.Splits;

namespace Trestle.Stages.Package;

/// <summary>
/// The ranges and texts of a contract are those of the training part. A model that has learned the test part, too, has seen more: what it
/// has learned is not unusual in service.
/// </summary>
internal static class LearnedLimits
{
    /// <summary>The contract with the values of the curated rows that are in no fold.</summary>
    public static Contract Widen(Contract contract, UnitContext context, RawRows raw, CancellationToken cancellation)
    {
        int[] parts = [CuratedRows.TestFold, RollingOrigin.Apart];
        var table = context.Tables.Open(context.Store.PathOf(context.Read(Artifact.CuratedTable).Table), cancellation);
        var curated = parts.SelectMany(part => table.Scan([ReservedColumns.Row], part, cancellation))
            .SelectMany(block => block.Numbers(0).ToArray()).ToHashSet();
        var typing = ContractSteps.Typing(contract, raw.Schema);
        var limits = ContractSteps.Features(contract).Select(column => new Limits(column, contract)).ToArray();
        foreach (var block in parts.SelectMany(part => raw.Scan(part, cancellation)))
        {
            cancellation.ThrowIfCancellationRequested();
            var numbers = block.Numbers(block.Schema.Find(ReservedColumns.Row)).ToArray();
            var rows = block.Take([.. Enumerable.Range(0, block.Rows).Where(row => curated.Contains(numbers[row]))]);
            var typed = typing.Apply(Infinities.Without(rows));
            Array.ForEach(limits, limit => limit.Add(rows, typed));
        }

        var widened = limits.Select(limit => limit.Column()).ToDictionary(column => column.Name, StringComparer.Ordinal);
        return contract with { Columns = [.. contract.Columns.Select(column => widened.GetValueOrDefault(column.Name, column))] };
    }

    private sealed class Limits(ColumnContract column, Contract contract)
    {
        private readonly IReadOnlyList<string> nullTokens = contract.NullTokensOf(column);
        private readonly SortedSet<string> texts = new(column.Values ?? [], StringComparer.Ordinal);
        private double low = column.Min ?? double.NaN;
        private double high = column.Max ?? double.NaN;
        private bool whole = column.Whole;

        /// <summary>Looks at rows as in the source, and typed.</summary>
        public void Add(RowBlock rows, RowBlock typed)
        {
            if (texts.Count > 0)
            {
                foreach (var text in Texts(rows).Where(text => !ValueParser.IsNull(text, nullTokens)))
                {
                    texts.Add(text!);
                }
            }
            else if (column.Min is not null)
            {
                foreach (var number in typed.Numbers(typed.Schema.Find(column.Name)))
                {
                    (low, high) = (number < low ? number : low, number > high ? number : high);
                    whole &= double.IsNaN(number) || number == Math.Floor(number);
                }
            }
        }

        public ColumnContract Column() => texts.Count > 0 ? column with { Values = [.. texts] }
            : column.Min is not null ? column with { Min = low, Max = high, Whole = whole }
            : column;

        private string?[] Texts(RowBlock rows)
        {
            var position = rows.Schema.Find(column.Name);
            return rows.Schema[position].Kind == ColumnKind.Text
                ? rows.Texts(position).ToArray()
                : Array.ConvertAll(rows.Numbers(position).ToArray(), PrintNumber.Print);
        }
    }
}
