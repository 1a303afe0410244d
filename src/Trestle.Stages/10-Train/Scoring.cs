namespace Trestle.Stages.Train;

/// <summary>Scores many blocks with a model.</summary>
internal static class Scoring
{
    /// <summary>The scores of all rows, <see cref="IModel.Outputs"/> per row.</summary>
    public static double[] Score(IModel model, IReadOnlyList<RowBlock> blocks)
    {
        var scores = new double[blocks.Sum(block => block.Rows) * model.Outputs];
        var at = 0;
        foreach (var block in blocks)
        {
            var length = block.Rows * model.Outputs;
            model.Score(block, scores.AsSpan(at, length));
            at += length;
        }

        return scores;
    }
}
