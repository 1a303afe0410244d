using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Core.Expressions;
using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Rows.Expressions;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>Adds a column that is computed from other columns of the row: <c>total_charges / tenure</c>.</summary>
public sealed record Derive : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string StepName = "derive";

    /// <summary>The name of the new column.</summary>
    [Setting("Name of the new column.", Example = "charge_per_month")]
    public string Name { get; init; } = "";

    /// <summary>What it holds.</summary>
    [Setting("What it holds: an expression of other columns (docs/expressions.md).", Example = "total_charges / tenure")]
    public Expression? Expression { get; init; }

    /// <summary>The columns that hold dates.</summary>
    [Setting("Columns of the expression that hold dates.", Example = "[ordered]")]
    public IReadOnlyList<string> Dates { get; init; } = [];

    /// <summary>The columns that hold truths.</summary>
    [Setting("Columns of the expression that hold true or false.", Example = "[active]")]
    public IReadOnlyList<string> Booleans { get; init; } = [];

    /// <inheritdoc/>
    IReadOnlyList<string>? IRowStep.Columns => null;

    /// <inheritdoc/>
    IReadOnlyList<string> IRowStep.Requires => Expression is null ? [] : Expression.Columns;

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values)
    {
        if (Name.Length == 0 || Expression is null)
        {
            var missing = Name.Length == 0 ? "name" : "expression";
            throw new TrestleException(RowErrors.BadSetting(StepName, missing, $"no {missing}", "a name and an expression"));
        }

        if (ReservedColumns.Contains(Name))
        {
            throw new TrestleException(RowErrors.ReservedColumn(Name, StepName));
        }

        var columns = input.Columns.Where(column => !ReservedColumns.Contains(column.Name))
            .Select(column => new TypedColumn(column.Name, TypeOf(column)));
        var where = $"step '{StepName}', column '{Name}'";
        var typed = TypedExpression.Check(Expression, columns, where);
        if (typed.Columns.Count == 0)
        {
            throw new TrestleException(ExpressionErrors.NothingRead(Expression.Source, where));
        }

        _ = typed.ColumnType(where);
        return new FittedDerive(Name, Expression, typed.Columns);
    }

    private ColumnType TypeOf(Column column) => column.Kind == ColumnKind.Text ? ColumnType.Text
        : Dates.Contains(column.Name) ? ColumnType.Date
        : Booleans.Contains(column.Name) ? ColumnType.Boolean
        : ColumnType.Number;
}

/// <summary>A fitted <see cref="Derive"/>: the expression and the columns that it reads.</summary>
public sealed record FittedDerive(string Name, Expression Expression, IReadOnlyList<TypedColumn> Inputs) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) => Inputs.All(input => has(input.Name)) ? this : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var where = $"step '{Derive.StepName}', column '{Name}'";
        var typed = TypedExpression.Check(Expression, Inputs, where);
        var kind = typed.ColumnType(where) == ColumnType.Text ? ColumnKind.Text : ColumnKind.Number;
        var binder = new StepBinder(input, Derive.StepName);
        var compute = typed.Bind(input, Derive.StepName);
        int[] sources = [.. typed.Columns.Select(column => input.Find(column.Name))];
        return binder.AddFromAll(sources, [new Column(Name, kind)], block => [compute(block)]).Done();
    }
}
