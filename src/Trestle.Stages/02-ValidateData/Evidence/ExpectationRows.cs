using Trestle.Rows.Expressions;
using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.ValidateData.Evidence;

/// <summary>The rows that expectations see: all columns as they are read, the target too, and the texts that they ask for.</summary>
internal sealed class ExpectationRows
{
    private readonly BoundPlan? target;
    private readonly RowSchema typed;
    private readonly View[] views;

    private ExpectationRows(BoundPlan? target, RowSchema typed, View[] views)
    {
        (this.target, this.typed, this.views) = (target, typed, views);
        Schema = new RowSchema([.. typed.Columns, .. views.Select(view => new Column(view.Name, ColumnKind.Text))]);
    }

    /// <summary>The columns of the rows.</summary>
    public RowSchema Schema { get; }

    /// <summary>The rows for some uses of columns, all of which must be among those of the contract and of the source.</summary>
    /// <param name="contract">How the columns are read.</param>
    /// <param name="raw">The columns of the source.</param>
    /// <param name="typed">The columns once the features are typed.</param>
    /// <param name="uses">The columns that are asked for.</param>
    public static ExpectationRows Of(Contract contract, RowSchema raw, RowSchema typed, IEnumerable<ColumnUse> uses)
    {
        var target = contract.Find(contract.Target) is { } column && raw.Find(column.Name) >= 0
            ? ContractSteps.Typing(contract with { Columns = [column], Target = "" }, typed)
            : null;
        typed = target?.Output ?? typed;
        return new ExpectationRows(
            target, typed,
            [
                .. uses.Where(use => use.View is ColumnView.Text or ColumnView.Written).Distinct().Select(use =>
                {
                    var position = typed.Find(use.Column);
                    var isRead = use.View == ColumnView.Text && typed[position].Kind == ColumnKind.Text;
                    return new View(
                        use.Name, isRead ? position : null, raw.Find(use.Column),
                        use.View == ColumnView.Text ? new TokenSet(contract.NullTokensOf(contract.Find(use.Column)!)) : null);
                }),
            ]);
    }

    /// <summary>The columns that conditions may name: all of a contract that are here, as they are read.</summary>
    public IReadOnlyCollection<TypedColumn> Known(Contract contract) =>
    [
        .. contract.Columns.Where(column => Schema.Find(column.Name) >= 0).Select(column => new TypedColumn(
            column.Name,
            Schema[Schema.Find(column.Name)].Kind == ColumnKind.Text ? ColumnType.Text
                : column.Type == ColumnType.Text ? ColumnType.Number : column.Type)),
    ];

    /// <summary>The same rows for expectations.</summary>
    public RowBlock Of(RowBlock raw, RowBlock features)
    {
        var read = target?.Apply(features) ?? features;
        return RowBlock.Trusted(
            Schema, read.Rows, [.. Enumerable.Range(0, typed.Count).Select(read.Raw), .. views.Select(view => Texts(view, raw, read))]);
    }

    private static Array Texts(View view, RowBlock raw, RowBlock read)
    {
        if (view.Typed is { } position)
        {
            return read.Raw(position);
        }

        var texts = new string?[raw.Rows];
        if (raw.Schema[view.Raw].Kind == ColumnKind.Number)
        {
            var numbers = raw.Numbers(view.Raw);
            for (var i = 0; i < texts.Length; i++)
            {
                texts[i] = PrintNumber.Print(numbers[i]);
            }

            return texts;
        }

        var written = raw.Texts(view.Raw);
        if (view.Tokens is not { } tokens)
        {
            return raw.Raw(view.Raw);
        }

        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = written[i] is { } text && !tokens.Contains(text) ? text.Trim() : null;
        }

        return texts;
    }

    /// <summary>One more column of texts.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Typed">Where it is among the typed columns, if it is there as it is.</param>
    /// <param name="Raw">Where its source is.</param>
    /// <param name="Tokens">Words for no value; null to leave the texts as they are written.</param>
    private sealed record View(string Name, int? Typed, int Raw, TokenSet? Tokens);
}
