using System.Text;

using Microsoft.AspNetCore.Http;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Stages.Containerize;
using Trestle.Stages.Containerize.Registries;

using Xunit;

namespace Trestle.Tests.Stages.Containerize;

public sealed class RegistryTests
{
    private const string Password = "pa55-w0rd";
    private static readonly string Pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"ann:{Password}"));

    [Fact]
    public async Task A_pushed_image_is_named_by_its_digest_and_sent_once()
    {
        await using var registry = await FakeRegistry.StartAsync();
        using var project = new ImageProject();
        var image = (await project.MakeAsync(request => request with { Push = $"{registry.Host}/team/churn:3" })).Image;
        image.Reference.ShouldBe($"{registry.Host}/team/churn@{image.Digest}");
        image.Archive.ShouldBeNull();
        SampleImage.DigestOf(registry.Content["3"]).ShouldBe(image.Digest);
        image.Layers.ShouldAllBe(layer => registry.Content.ContainsKey(layer.Digest));
        var uploads = registry.Requests.Count(request => request.StartsWith("POST", StringComparison.Ordinal));
        uploads.ShouldBe(image.Layers.Count + 1);

        await project.MakeAsync(request => request with { Push = $"{registry.Host}/team/churn" });
        registry.Requests.Count(request => request.StartsWith("POST", StringComparison.Ordinal)).ShouldBe(uploads);
        SampleImage.DigestOf(registry.Content["1"]).ShouldBe(image.Digest);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_base_is_pulled_by_its_digest_and_only_what_is_not_there(int indexes)
    {
        await using var registry = await FakeRegistry.StartAsync();
        using var project = new ImageProject();
        var sample = SampleImage.Of(SampleImage.Runtime).Nested(indexes);
        registry.Put(sample);
        var digest = indexes == 0 ? sample.Digest : sample.Add(sample.Index);
        registry.Put(sample);
        var named = $"{registry.Host}/dotnet/aspnet@{digest}";
        var image = (await project.MakeAsync(request => request with { Base = named })).Image;
        image.Base.ShouldBe(named);
        var labels = ImageProject.Document(image.Archive!, image.Digest)["annotations"]!;
        labels["org.opencontainers.image.base.digest"]!.GetValue<string>().ShouldBe(digest);
        labels["org.opencontainers.image.base.name"]!.GetValue<string>().ShouldBe(named);
        await project.MakeAsync(request => request with { Base = named });
        registry.Requests.Count(request => request == $"GET /v2/dotnet/aspnet/blobs/{sample.LayerDigests[0]}").ShouldBe(1);
    }

    [Fact]
    public async Task A_registry_that_asks_for_a_token_gets_one_for_the_repository()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Challenge = "Bearer realm=\"http://{0}/token\",service=\"the registry\"";
        using var project = new ImageProject();
        project.Environment["TRESTLE_REGISTRY_USER"] = "ann";
        project.Environment["TRESTLE_REGISTRY_PASSWORD"] = Password;
        await project.MakeAsync(request => request with { Push = $"{registry.Host}/churn:1" });
        registry.Requests.ShouldContain("GET /token?scope=repository%3Achurn%3Apull%2Cpush&service=the%20registry");
        registry.Authorizations.Distinct().ShouldBe([$"Basic {Pair}", "Bearer good-token"]);
    }

    [Fact]
    public async Task Logins_of_podman_and_docker_are_used_for_their_registry_alone()
    {
        await using var registry = await FakeRegistry.StartAsync();
        await using var other = await FakeRegistry.StartAsync();
        (registry.Challenge, registry.Expected) = ("Basic realm=\"x\"", $"Basic {Pair}");
        (other.Challenge, other.Expected) = ("Basic realm=\"x\"", "nothing");
        using var project = new ImageProject();
        project.Environment["REGISTRY_AUTH_FILE"] = project.Write(
            "auth.json", SampleImage.Json(new { auths = new Dictionary<string, object> { [registry.Host] = new { auth = Pair } } }));
        await project.MakeAsync(request => request with { Push = $"{registry.Host}/churn:1" });
        var refused = await project.RefusalAsync(request => request with { Push = $"{other.Host}/churn:1" });
        refused.Code.ShouldBe("TR1714");
        other.Authorizations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Those_of_the_environment_are_not_sent_to_the_registry_of_the_base()
    {
        await using var registry = await FakeRegistry.StartAsync();
        await using var pulled = await FakeRegistry.StartAsync();
        (pulled.Challenge, pulled.Expected) = ("Basic realm=\"x\"", "nothing");
        using var project = new ImageProject();
        project.Environment["TRESTLE_REGISTRY_USER"] = "ann";
        project.Environment["TRESTLE_REGISTRY_PASSWORD"] = Password;
        var refused = await project.RefusalAsync(
            request => request with { Base = $"{pulled.Host}/base@sha256:{new string('0', 64)}", Push = $"{registry.Host}/churn:1" });
        refused.Code.ShouldBe("TR1714");
        pulled.Authorizations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Basic realm=\"x\"")]
    [InlineData("Bearer realm=\"http://{0}/token\"")]
    [InlineData("Bearer realm=\"http://registry.example.org/token\"")]
    [InlineData("Bearer realm=\"file:///etc/passwd\"")]
    [InlineData("Bearer")]
    [InlineData("Negotiate")]
    public async Task Who_is_refused_reads_no_secret(string challenge)
    {
        await using var registry = await FakeRegistry.StartAsync();
        (registry.Challenge, registry.Expected) = (challenge, "nothing");
        using var project = new ImageProject();
        project.Environment["TRESTLE_REGISTRY_USER"] = "ann";
        project.Environment["TRESTLE_REGISTRY_PASSWORD"] = Password;
        var refused = await Should.ThrowAsync<TrestleException>(
            project.MakeAsync(request => request with { Push = $"{registry.Host}/churn:1" }));
        refused.Problems[0].Code.ShouldBe("TR1714");
        $"{refused} {refused.InnerException} {string.Join(' ', project.Told)}".ShouldNotContain(Password);
        $"{refused} {refused.InnerException}".ShouldNotContain(Pair);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"token":"a\nb"}""")]
    [InlineData("""{"token":{}}""")]
    public async Task A_token_that_is_none_is_refused(string token)
    {
        await using var registry = await FakeRegistry.StartAsync();
        (registry.Challenge, registry.Token) = ("Bearer realm=\"http://{0}/token\"", token);
        using var project = new ImageProject();
        (await project.RefusalAsync(request => request with { Push = $"{registry.Host}/churn:1" })).Code.ShouldBe("TR1714");
    }

    [Theory]
    [InlineData(503, 3, null)]
    [InlineData(429, 3, null)]
    [InlineData(503, 100, "TR1713")]
    [InlineData(418, 1, "TR1713")]
    public async Task What_fails_in_passing_is_tried_again(int status, int times, string? problem)
    {
        await using var registry = await FakeRegistry.StartAsync();
        var left = times;
        registry.Misbehave = context =>
        {
            var failing = context.Request.Method == "POST" && left-- > 0;
            context.Response.StatusCode = failing ? status : 200;
            return Task.FromResult(failing);
        };
        using var project = new ImageProject();
        ImageRequest Pushed(ImageRequest request) => request with { Push = $"{registry.Host}/churn:1" };
        if (problem is null)
        {
            (await project.MakeAsync(Pushed)).Image.Reference.ShouldContain(registry.Host);
        }
        else
        {
            (await project.RefusalAsync(Pushed)).Code.ShouldBe(problem);
        }
    }

    [Fact]
    public async Task Answers_that_make_no_sense_are_problems()
    {
        await using var registry = await FakeRegistry.StartAsync();
        using var project = new ImageProject();
        var sample = SampleImage.Of(SampleImage.Runtime);
        registry.Put(sample);
        var named = $"{registry.Host}/base@{sample.Digest}";
        foreach (var (body, code) in new[]
        {
            ("<html>hello</html>", "TR1706"), ("", "TR1706"), (new string('x', (4 << 20) + 1), "TR1707"),
        })
        {
            registry.Misbehave = async context =>
            {
                await context.Response.WriteAsync(body);
                return true;
            };
            (await project.RefusalAsync(request => request with { Base = named })).Code.ShouldBe(code);
        }

        registry.Misbehave = context => Task.FromResult(false);
        registry.Content[sample.LayerDigests[0]] = [.. registry.Content[sample.LayerDigests[0]], 0];
        (await project.RefusalAsync(request => request with { Base = named })).Code.ShouldBe("TR1707");
        registry.Content.TryRemove(sample.Digest, out _);
        var gone = await project.RefusalAsync(request => request with { Base = named });
        (gone.Code, gone.Found.Contains("never heard of it")).ShouldBe(("TR1713", true));
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(100, false)]
    public async Task A_layer_that_breaks_off_is_got_again(int times, bool reset)
    {
        await using var registry = await FakeRegistry.StartAsync();
        using var project = new ImageProject();
        var sample = SampleImage.Of(SampleImage.Runtime);
        registry.Put(sample);
        var left = times;
        registry.Misbehave = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith(sample.LayerDigests[0], StringComparison.Ordinal) || left-- <= 0)
            {
                return false;
            }

            context.Response.ContentLength = sample.Blobs[sample.LayerDigests[0]].Length;
            await context.Response.Body.WriteAsync(new byte[10]);
            await context.Response.Body.FlushAsync();
            if (reset)
            {
                context.Features.Get<Microsoft.AspNetCore.Connections.Features.IConnectionSocketFeature>()!.Socket.Close(0);
            }

            context.Abort();
            return true;
        };
        var named = $"{registry.Host}/base@{sample.Digest}";
        if (times < 100)
        {
            (await project.MakeAsync(request => request with { Base = named })).Image.Base.ShouldBe(named);
            left.ShouldBeLessThanOrEqualTo(0);
        }
        else
        {
            (await project.RefusalAsync(request => request with { Base = named })).Code.ShouldBeOneOf("TR1726", "TR1715");
        }
    }

    [Fact]
    public async Task A_registry_that_is_not_there_is_a_problem_that_says_so()
    {
        using var project = new ImageProject();
        var refused = await project.RefusalAsync(request => request with { Push = "127.0.0.1:1/churn:1" });
        (refused.Code, refused.Where).ShouldBe(("TR1715", "http://127.0.0.1:1/"));
    }

    [Theory]
    [InlineData("registry.example.org/Team/churn:1")]
    [InlineData("churn:1")]
    [InlineData("registry.example.org/churn@sha256:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("registry.example.org/../churn")]
    [InlineData("http://user:secret@registry.example.org/churn")]
    [InlineData("registry.example.org/churn:1\nX: y")]
    public async Task A_name_to_push_to_that_is_none_is_refused_before_anything_is_made(string name)
    {
        using var project = new ImageProject();
        (await project.RefusalAsync(request => request with { Push = name })).Code.ShouldBe("TR1703");
        project.Told.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("registry.example.org/a/b:1", "https://registry.example.org/", "registry.example.org/a/b:1")]
    [InlineData("localhost:5000/b", "http://localhost:5000/", "localhost:5000/b")]
    [InlineData("[::1]:5000/b", "http://[::1]:5000/", "[::1]:5000/b")]
    [InlineData("http://10.0.0.9/b:x", "http://10.0.0.9/", "10.0.0.9/b:x")]
    [InlineData("docker.io/library/debian:12", "https://registry-1.docker.io/", "docker.io/library/debian:12")]
    public void A_name_says_where_to_ask(string text, string address, string name)
    {
        var reference = ImageReference.Parse(text).ShouldNotBeNull();
        ($"{reference.Address}", $"{reference}").ShouldBe((address, name));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"auths":{"registry.example.org":{"auth":"***"}}}""")]
    [InlineData("""{"auths":[]}""")]
    public async Task A_file_of_logins_that_cannot_be_read_is_named(string text)
    {
        using var project = new ImageProject();
        project.Environment["REGISTRY_AUTH_FILE"] = project.Write("auth.json", text);
        (await project.RefusalAsync(request => request with { Push = "registry.example.org/churn:1" })).Code.ShouldBe("TR1716");
    }
}
