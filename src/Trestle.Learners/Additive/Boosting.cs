namespace Trestle.Learners.Additive;

/// <summary>The terms of a model that is being learned, and the steps that they have taken.</summary>
internal sealed class Boosting(List<Term> terms, int outputs)
{
    private readonly List<List<(int Term, int Output, Step Step)>> rounds = [[]];
    private readonly Dictionary<int, ushort[]> held = [];

    /// <summary>The terms: the shapes of all features, then pairs.</summary>
    public List<Term> Terms { get; } = terms;

    /// <summary>Rounds that have ended.</summary>
    public int Rounds => rounds.Count - 1;

    /// <summary>Notes a step.</summary>
    public void Took(int term, int output, Step step) => rounds[^1].Add((term, output, step));

    /// <summary>Ends a round.</summary>
    public void EndRound() => rounds.Add([]);

    /// <summary>The cells of the validation rows.</summary>
    public ushort[] HeldCells(int term, IReadOnlyList<ushort[]> shapes)
    {
        if (!held.TryGetValue(term, out var cells))
        {
            held[term] = cells = Terms[term].Of(shapes);
        }

        return cells;
    }

    /// <summary>The tables of all terms after some rounds: one number for each cell and output, output by output.</summary>
    public double[][] Tables(int count)
    {
        var tables = Terms.Select(term => new double[term.Count * outputs]).ToArray();
        foreach (var (term, output, step) in rounds.Take(count).SelectMany(round => round))
        {
            Terms[term].Add(step, tables[term].AsSpan(output * Terms[term].Count, Terms[term].Count));
        }

        return tables;
    }
}
