namespace Trestle.Stages.ValidateModel.Columns;

/// <summary>A model with its row path: scores of curated rows.</summary>
internal sealed class ScoredPath(FittedPlan plan, IModel model, RowSchema schema)
{
    private readonly BoundPlan path = plan.Bind(schema);
    private readonly RowSchema features = new(model.Features.Select(name => new Column(name, ColumnKind.Number)));

    /// <summary>Numbers per row.</summary>
    public int Outputs => model.Outputs;

    /// <summary>Scores the rows of a block, <see cref="Outputs"/> numbers per row.</summary>
    public void Score(RowBlock rows, Span<double> scores) => model.Score(path.Apply(rows).Project(features, "score"), scores);

    /// <summary>The scores of the rows of a block.</summary>
    public double[] Score(RowBlock rows)
    {
        var scores = new double[rows.Rows * Outputs];
        Score(rows, scores);
        return scores;
    }
}
