namespace Trestle.Serving.Requests;

/// <summary>The columns of one row, or of one header, that the model does not use.</summary>
/// <param name="unused">Number of columns of the source that the model does not use.</param>
internal sealed class IgnoredColumns(int unused)
{
    private const int MostKept = 32;
    private const int LongestKept = 256;

    private readonly List<string> strangers = [];
    private readonly HashSet<string> unknown = new(StringComparer.Ordinal);
    private readonly int[] claimed = new int[unused];
    private int objects = 1;

    /// <summary>Names that the model does not know; of many the first.</summary>
    public IReadOnlyList<string> Strangers => strangers;

    /// <summary>Starts the next row or header.</summary>
    public void Clear()
    {
        objects++;
        strangers.Clear();
        unknown.Clear();
    }

    /// <summary>Notes a name that the model does not know.</summary>
    public void Add(string name)
    {
        if (strangers.Count < MostKept)
        {
            strangers.Add(name.Length <= LongestKept ? name : "");
        }
    }

    /// <summary>The same; false when it is there twice.</summary>
    public bool AddOnce(string name)
    {
        Add(name);
        return unknown.Add(name);
    }

    /// <summary>Notes a column of the source, by its place among those that are not used; false when it is there twice.</summary>
    public bool AddOnce(int place)
    {
        var first = claimed[place] != objects;
        claimed[place] = objects;
        return first;
    }
}
