namespace Trestle.Stages.WriteCode.Steps;

/// <summary>Leaves out columns.</summary>
internal sealed class DropTemplate() : StepTemplate<Drop, FittedDrop>(Drop.Name, Source)
{
    private const string Source = """
        namespace Training.Steps;

        /// <summary>Leaves out columns.</summary>
        internal sealed class Drop(params string[] columns) : IStep
        {
            public Table Apply(Table rows) => rows.Without(columns);
        }
        """;

    /// <inheritdoc/>
    protected override IEnumerable<string> Arguments(Drop step, FittedDrop fitted) => [.. Literal.Texts(fitted.Columns)];
}
