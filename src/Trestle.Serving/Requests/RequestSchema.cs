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
    /// <summary>The position of a column that the model does not know.</summary>
    public const int Unknown = -1;

    /// <summary>The position of the first column of the source that the model does not use; that of the next is one less.</summary>
    public const int Unused = -2;

    private const int MostRowsAtAll = 100_000;
    private const int MostCells = 10_000_000;

    private readonly FrozenDictionary<string, int> positions;

    /// <summary>The columns that a package requires.</summary>
    /// <param name="package">The package.</param>
    /// <param name="policy">How requests are treated.</param>
    /// <param name="numbers">Whether the request itself says what is a number; otherwise all values are texts, as in a CSV.</param>
    public RequestSchema(ModelPackage package, RequestPolicy policy, bool numbers)
    {
        Columns = [.. package.Contract.Columns
            .Where(column => column.Name != package.Contract.Target)
            .Select(column => Column(package, policy, column, numbers))];
        Rows = new RowSchema(Columns.Select(column => new Column(column.Name, column.Kind)));
        MostRows = Math.Min(MostRowsAtAll, MostCells / Math.Max(Columns.Length, 1));
        HasClasses = package.Contract.Task != TaskKind.Regression;
        OnFault = policy.OnFault;
        KnowsUnused = package.Contract.Unused is not null;
        string[] unused = [.. (package.Contract.Unused ?? []).Append(package.Contract.Target).Distinct()];
        UnusedColumns = unused.Length;
        positions = Columns.Select((column, position) => KeyValuePair.Create(column.Name, position))
            .Concat(Columns.Select((column, position) => (Name: column.Contract.Source, position)).Where(column => column.Name is not null)
                .Select(column => KeyValuePair.Create(column.Name!, column.position)))
            .Concat(unused.Select((name, place) => KeyValuePair.Create(name, Unused - place)))
            .DistinctBy(name => name.Key, StringComparer.Ordinal)
            .ToFrozenDictionary(StringComparer.Ordinal);
    }

    public RequestColumn[] Columns { get; }

    /// <summary>What bad rows do to their request.</summary>
    public OnFault OnFault { get; }

    /// <summary>Whether the names of the unused columns of the source are known, so that any other name is a mistake.</summary>
    public bool KnowsUnused { get; }

    /// <summary>Number of columns of the source that the model does not use.</summary>
    public int UnusedColumns { get; }

    /// <summary>The columns of the rows' block.</summary>
    public RowSchema Rows { get; }

    /// <summary>Whether the model predicts classes with probabilities, instead of a value.</summary>
    public bool HasClasses { get; }

    /// <summary>Maximum number of rows of one request, so that a small body cannot demand much memory.</summary>
    public int MostRows { get; }

    /// <summary>The position of a column, <see cref="Unknown"/>, or <see cref="Unused"/> and less.</summary>
    public int Find(string name) => positions.TryGetValue(name, out var position) ? position : Unknown;

    /// <summary>The same for the name under the reader; fast when it is the likely one.</summary>
    public int Find(ref Utf8JsonReader reader, int likely) =>
        likely < Columns.Length && !reader.ValueIsEscaped && reader.ValueSpan.SequenceEqual(Columns[likely].Utf8Name)
            ? likely
            : Find(JsonText.Get(ref reader));

    /// <summary>A column that was a number in the source remains one, whatever it means.</summary>
    private static RequestColumn Column(ModelPackage package, RequestPolicy policy, ColumnContract column, bool numbers)
    {
        var position = package.Plan.Input.Find(column.Name);
        var held = position < 0 ? ColumnKind.Text : package.Plan.Input[position].Kind;
        var type = held == ColumnKind.Number && column.Type is ColumnType.Text or ColumnType.Date ? ColumnType.Number : column.Type;
        var kind = numbers && type == ColumnType.Number ? ColumnKind.Number : held;
        return new RequestColumn(
            column, type, kind, package.Contract.NullTokensOf(column), new ValueCheck(column, package.Plan, policy));
    }
}
