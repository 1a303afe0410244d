namespace Trestle.Learners.Trees;

/// <summary>How a sum of leaves becomes a score.</summary>
internal enum LinkKind
{
    /// <summary>It is the score.</summary>
    Identity,

    /// <summary>1 / (1 + exp(-scale · sum)).</summary>
    Sigmoid,

    /// <summary>exp(sum).</summary>
    Exp,

    /// <summary>exp(sum) over the row's total, the row's largest sum subtracted first.</summary>
    Softmax,
}

/// <summary>
/// A link and the scale of its sigmoid. Formulas and order of operations are LightGBM's (ConvertOutput, Common::Softmax).
/// </summary>
internal readonly record struct Link(LinkKind Kind, double Scale = 1)
{
    /// <summary>Turns sums into scores, in place.</summary>
    public void Apply(Span<double> sums, int outputs)
    {
        if (Kind == LinkKind.Sigmoid)
        {
            foreach (ref var sum in sums)
            {
                sum = 1.0 / (1.0 + Math.Exp(-Scale * sum));
            }
        }
        else if (Kind == LinkKind.Exp)
        {
            foreach (ref var sum in sums)
            {
                sum = Math.Exp(sum);
            }
        }
        else if (Kind == LinkKind.Softmax)
        {
            for (var row = 0; row < sums.Length; row += outputs)
            {
                Linear.Link.Normalise(sums.Slice(row, outputs));
            }
        }
    }
}
