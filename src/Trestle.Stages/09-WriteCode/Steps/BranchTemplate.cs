namespace Trestle.Stages.WriteCode.Steps;

/// <summary>Copies of columns under a prefix; what an ensemble branches off is not written as a step.</summary>
internal sealed class BranchTemplate() : StepTemplate<Branch, FittedBranch>(Branch.Name, Source)
{
    private const string Source = """
        namespace Training.Steps;

        /// <summary>Adds copies of columns under a prefix, which later steps can change.</summary>
        internal sealed class Branch(string prefix, params string[] columns) : IStep
        {
            public Table Apply(Table rows) => columns.Aggregate(rows, (table, column) => table.With(prefix + column, rows.Values(column)));
        }
        """;

    /// <inheritdoc/>
    protected override IEnumerable<string> Arguments(Branch step, FittedBranch fitted) =>
    [
        Literal.Text(fitted.Prefix),
        .. Literal.Texts(fitted.Input.Select(column => column.Name)),
    ];
}
