namespace Trestle.Stages.WriteCode.Steps;

/// <summary>Mean 0 and deviation 1.</summary>
internal sealed class ScaleStandardTemplate() : StepTemplate<StandardScale, FittedStandardScale>(StandardScale.Name, Source, StepFiles.Moments)
{
    private const string Source = """
        namespace Training.Steps;

        /// <summary>Gives number columns the mean 0 and the (population) standard deviation 1; constant columns become 0.</summary>
        internal sealed class StandardScale(params string[] columns) : IStep
        {
            private readonly Dictionary<string, (double Center, double Scale)> learned = [];

            public void Learn(Table train)
            {
                foreach (var column in columns)
                {
                    var moments = new Moments(train.Numbers(column), train.Folds);
                    var scale = Math.Sqrt(moments.PopulationVariance);
                    learned[column] = (double.IsFinite(moments.Mean) ? moments.Mean : 0, double.IsFinite(scale) && scale > 0 ? scale : 1);
                }
            }

            public Table Apply(Table rows) =>
                columns.Aggregate(rows, (table, column) => table.With(column, Array.ConvertAll(rows.Numbers(column), value => (value - learned[column].Center) / learned[column].Scale)));
        }
        """;

    /// <inheritdoc/>
    protected override IEnumerable<string> Arguments(StandardScale step, FittedStandardScale fitted) =>
    [
        .. Literal.Texts(fitted.Columns.Select(scaling => scaling.Column)),
    ];
}
