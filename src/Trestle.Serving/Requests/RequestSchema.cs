using System.Collections.Frozen;
using System.Text.Json;

using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Rows.Blocks;
using Trestle.Serving.Codecs;

namespace Trestle.Serving.Requests;

/// <summary>The columns of a request in the contract's order, without the target.</summary>
internal sealed class RequestSchema
{
    private const int MostRowsAtAll = 100_000;
    private const int MostCells = 10_000_000;

    private readonly FrozenDictionary<string, int> positions;

    /// <summary>The columns that a package requires.</summary>
    /// <param name="package">The package.</param>
    /// <param name="numbers">Whether the request itself says what is a number; otherwise all values are texts, as in a CSV.</param>
    public RequestSchema(ModelPackage package, bool numbers)
    {
        Columns = [.. package.Contract.Columns
            .Where(column => column.Name != package.Contract.Target)
            .Select(column => Column(package, column, numbers))];
        Rows = new RowSchema(Columns.Select(column => new Column(column.Name, column.Kind)));
        Required = [.. Enumerable.Range(0, Columns.Length).Where(position => !Columns[position].Nullable)];
        MostRows = Math.Min(MostRowsAtAll, MostCells / Math.Max(Columns.Length, 1));
        HasClasses = package.Contract.Task != TaskKind.Regression;
        positions = Columns.Select((column, position) => KeyValuePair.Create(column.Name, position))
            .ToFrozenDictionary(StringComparer.Ordinal);
    }

    public RequestColumn[] Columns { get; }

    /// <summary>Positions of the columns that every row must have.</summary>
    public int[] Required { get; }

    /// <summary>The columns of the rows' block.</summary>
    public RowSchema Rows { get; }

    /// <summary>Whether the model predicts classes with probabilities, instead of a value.</summary>
    public bool HasClasses { get; }

    /// <summary>Maximum number of rows of one request, so that a small body cannot demand much memory.</summary>
    public int MostRows { get; }

    /// <summary>The position of a column, or -1.</summary>
    public int Find(string name) => positions.TryGetValue(name, out var position) ? position : -1;

    /// <summary>The position of the column whose name is under the reader, or -1; fast when it is the likely one.</summary>
    public int Find(ref Utf8JsonReader reader, int likely) =>
        likely < Columns.Length && !reader.ValueIsEscaped && reader.ValueSpan.SequenceEqual(Columns[likely].Utf8Name)
            ? likely
            : Find(JsonText.Get(ref reader));

    /// <summary>A column that was a number in the source remains one, whatever it means.</summary>
    private static RequestColumn Column(ModelPackage package, ColumnContract column, bool numbers)
    {
        var position = package.Plan.Input.Find(column.Name);
        var held = position < 0 ? ColumnKind.Text : package.Plan.Input[position].Kind;
        var type = held == ColumnKind.Number && column.Type == ColumnType.Text ? ColumnType.Number : column.Type;
        var kind = numbers && type == ColumnType.Number ? ColumnKind.Number : held;
        return new RequestColumn(column, type, kind, package.Contract.NullTokens);
    }
}
