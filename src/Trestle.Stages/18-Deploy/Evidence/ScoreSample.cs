namespace Trestle.Stages.Deploy.Evidence;

/// <summary>A sample of fixed size of the numbers of any number of rows, each row equally likely (Vitter's algorithm R, 1985).</summary>
internal sealed class ScoreSample(int most, int seed)
{
    private readonly List<List<double>> outputs = [];
    private readonly Random random = new(seed);
    private int seen;

    /// <summary>The scores, one array per output.</summary>
    public IReadOnlyList<double[]> Outputs => [.. outputs.Select(output => output.ToArray())];

    /// <summary>Adds a row.</summary>
    public void Add(IReadOnlyList<double[]> scores, int row)
    {
        while (outputs.Count < scores.Count)
        {
            outputs.Add([]);
        }

        var place = seen < most ? seen : random.Next(seen + 1);
        seen++;
        for (var output = 0; output < scores.Count && place < most; output++)
        {
            if (place < outputs[output].Count)
            {
                outputs[output][place] = scores[output][row];
            }
            else
            {
                outputs[output].Add(scores[output][row]);
            }
        }
    }
}
