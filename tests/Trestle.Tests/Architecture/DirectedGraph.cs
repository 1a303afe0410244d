namespace Trestle.Tests.Architecture;

/// <summary>Nodes and arrows between them.</summary>
internal sealed class DirectedGraph
{
    private readonly Dictionary<string, SortedSet<string>> next = new(StringComparer.Ordinal);

    /// <summary>A graph of arrows; an arrow from a node to itself says nothing and is left out.</summary>
    public DirectedGraph(IEnumerable<string> nodes, IEnumerable<(string From, string To)> arrows)
    {
        foreach (var node in nodes)
        {
            next[node] = new(StringComparer.Ordinal);
        }

        foreach (var (from, to) in arrows.Where(arrow => arrow.From != arrow.To && next.ContainsKey(arrow.To)))
        {
            next[from].Add(to);
        }
    }

    /// <summary>The nodes, in order.</summary>
    public IEnumerable<string> Nodes => next.Keys.Order(StringComparer.Ordinal);

    /// <summary>Number of arrows.</summary>
    public int Arrows => next.Values.Sum(targets => targets.Count);

    /// <summary>The files of projects.</summary>
    public static DirectedGraph OfFiles(params IReadOnlyList<SourceGraph> graphs) =>
        new(graphs.SelectMany(graph => graph.Files), graphs.SelectMany(graph => graph.Arrows).Select(arrow => (arrow.From, arrow.To)));

    /// <summary>The folders of a project; a folder and one inside of it are two.</summary>
    public static DirectedGraph OfFolders(SourceGraph graph) =>
        new(graph.Files.Select(Folder), graph.Arrows.Select(arrow => (Folder(arrow.From), Folder(arrow.To))));

    /// <summary>The nodes that can be reached from a node, without itself.</summary>
    public IReadOnlySet<string> ReachableFrom(string node)
    {
        var reached = new HashSet<string> { node };
        var open = new Stack<string>([node]);
        while (open.TryPop(out var at))
        {
            foreach (var to in next[at].Where(reached.Add))
            {
                open.Push(to);
            }
        }

        reached.Remove(node);
        return reached;
    }

    /// <summary>
    /// The sets of two nodes and more that all reach each other, the largest first: R. Tarjan, SIAM J. Comput. 1 (1972) 146-160.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<string>> Circles()
    {
        var (index, low) = (new Dictionary<string, int>(), new Dictionary<string, int>());
        var (path, circles) = (new Stack<string>(), new List<IReadOnlyList<string>>());
        foreach (var node in Nodes.Where(node => !index.ContainsKey(node)))
        {
            Visit(node);
        }

        return [.. circles.OrderByDescending(circle => circle.Count)];

        void Visit(string node)
        {
            index[node] = low[node] = index.Count;
            path.Push(node);
            foreach (var to in next[node])
            {
                if (!index.TryGetValue(to, out var seen))
                {
                    Visit(to);
                    low[node] = Math.Min(low[node], low[to]);
                }
                else if (path.Contains(to))
                {
                    low[node] = Math.Min(low[node], seen);
                }
            }

            if (low[node] == index[node])
            {
                Close(node);
            }
        }

        void Close(string node)
        {
            var circle = new List<string>();
            do
            {
                circle.Add(path.Pop());
            }
            while (circle[^1] != node);

            if (circle.Count > 1)
            {
                circle.Sort(StringComparer.Ordinal);
                circles.Add(circle);
            }
        }
    }

    private static string Folder(string file) => Path.GetDirectoryName(file)!.Replace('\\', '/');
}
