namespace Trestle.Stages.WriteCode.Steps;

/// <summary>Leaves out all columns but those named.</summary>
internal sealed class KeepTemplate() : StepTemplate<Keep, FittedKeep>(Keep.Name, Source)
{
    private const string Source = """
        namespace Training.Steps;

        /// <summary>Leaves out all columns but these.</summary>
        internal sealed class Keep(params string[] columns) : IStep
        {
            public Table Apply(Table rows) => rows.Without(rows.Names.Except(columns, StringComparer.Ordinal));
        }
        """;

    /// <inheritdoc/>
    protected override IEnumerable<string> Arguments(Keep step, FittedKeep fitted) => [.. Literal.Texts(fitted.Columns)];
}
