using Trestle.Core.Errors;
using Trestle.Learners.Explanations;
using Trestle.Rows.Blocks;

namespace Trestle.Learners.Relative;

/// <summary>A model of distances: what it says is in the unit of a row, from the reference of the row.</summary>
internal sealed class RelativeModel : IExplainableModel
{
    public const string Format = "trestle-relative-1";

    private readonly Distances distances;
    private readonly IModel model;
    private readonly RowSchema inner;
    private readonly int[] places;

    public RelativeModel(Distances distances, IModel model)
    {
        (this.distances, this.model) = (distances, model);
        inner = new RowSchema(model.Features.Select(name => new Column(name, ColumnKind.Number)));
        places = [.. model.Features.Select(
            name => distances.Features.Require(name, ColumnKind.Number, RelativeLearner.LearnerName))];
        Features = [.. distances.Features.Columns.Select(column => column.Name)];
    }

    public IReadOnlyList<string> Features { get; }

    public int Outputs => 1;

    public ContributionScale Scale => ContributionScale.Score;

    /// <summary>Without a row there is no reference yet: 0. What the reference adds is its own contribution.</summary>
    public IReadOnlyList<double> BaseValues => [distances.Reference < 0 ? Explainable.BaseValues[0] : 0];

    private IExplainableModel Explainable => model as IExplainableModel
        ?? throw new TrestleException(ExplanationErrors.NotExplainable(RelativeLearner.LearnerName, RelativeLearner.LearnerName));

    public void Score(RowBlock features, Span<double> scores)
    {
        var (references, units) = distances.Of(features);
        model.Score(Inner(features, references, units), scores);
        for (var row = 0; row < features.Rows; row++)
        {
            scores[row] = references[row] + (units[row] * scores[row]);
        }
    }

    public void Explain(RowBlock features, Span<double> contributions)
    {
        contributions = contributions[..(features.Rows * Features.Count)];
        contributions.Clear();
        var (references, units) = distances.Of(features);
        var (own, count) = (new double[features.Rows * inner.Count], inner.Count);
        Explainable.Explain(Inner(features, references, units), own);
        var start = Explainable.BaseValues[0];
        for (var row = 0; row < features.Rows; row++)
        {
            var to = contributions.Slice(row * Features.Count, Features.Count);
            for (var i = 0; i < count; i++)
            {
                to[places[i]] = units[row] * own[(row * count) + i];
            }

            if (distances.Reference >= 0)
            {
                to[distances.Reference] += references[row] + (units[row] * start);
            }
        }
    }

    public IModel AtRounds(int rounds) => new RelativeModel(distances, model.AtRounds(rounds));

    public IReadOnlyList<double> Importance()
    {
        var importance = new double[Features.Count];
        var own = model.Importance();
        for (var i = 0; i < own.Count; i++)
        {
            importance[places[i]] = own[i];
        }

        return importance;
    }

    public byte[] Save() => ModelJson.Write(new Saved(Format, [.. Features], distances.To, model.Save()));

    private RowBlock Inner(RowBlock features, double[] references, double[] units) => RowBlock.Trusted(
        inner, features.Rows, Array.ConvertAll(places, place => distances.Column(features, place, references, units)));

    internal sealed record Saved(string Format, string[] Features, RelativeTo? To, byte[] Model);
}
